import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { type Evidence, observationOf } from '../../src/domain/evidence.ts'
import { consoleAlone, NotConsoleOutput, withConsole } from '../../src/evidence/console.ts'
import { evidenceIn } from '../causes/library.ts'
import { transcript } from './transcript.ts'

const AT = new Date('2026-11-21T10:00:00Z')
const paste = { nonce: 'paste' }
const listening = (line: string) => [{ section: 'listeners', label: 'ss', command: 'ss -Hltnp', output: line }]
const NOBODY = listening('LISTEN 0 128 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=9,fd=3))')

const outside = (changes: Partial<Evidence> = {}): Evidence => ({
  ...evidenceIn('dns-nxdomain/dns-nxdomain-bookworm.json'),
  ...changes,
})

describe('what a console printed', () => {
  it('takes the place of what could not be seen, and keeps what was seen from outside', () => {
    const merged = withConsole(outside(), transcript(NOBODY, paste))
    expect(observationOf(merged, 'listeners')).toMatchObject({ outcome: 'read', listeners: [{ port: 80 }] })
    expect(observationOf(merged, 'script')).toMatchObject({ outcome: 'ran', sudo: true })
    expect(observationOf(merged, 'resolve')).toEqual(observationOf(outside(), 'resolve'))
    const names = merged.observations.map(({ observation }) => observation)
    expect(names).toEqual([...new Set(names)])
  })

  it('leaves a section untested that the console did not get to', () => {
    const merged = withConsole(outside(), transcript(NOBODY, { ...paste, done: false }))
    expect(observationOf(merged, 'units')).toMatchObject({ outcome: 'skipped', because: 'the script ended before it' })
  })

  it('alone is evidence, with all of the outside on record as not tried', () => {
    const evidence = consoleAlone(transcript(NOBODY, { ...paste, client: '203.0.113.7', port: 2222 }), AT)
    expect(evidence).toMatchObject({ client: { address: '203.0.113.7' }, host: { port: 2222 }, vantage: 'console' })
    expect(observationOf(evidence, 'connect')).toMatchObject({ outcome: 'skipped' })
    expect(diagnose(evidence).verdict).toBe('undetermined')
  })

  it.each([
    ['text that is no output', outside(), 'Last login: today', /not the output of the evidence script/],
    ['another nonce', outside(), transcript(NOBODY, { nonce: 'other' }), /not the output of the evidence script/],
    [
      'another client',
      outside({ client: { address: '203.0.113.7' as never } }),
      transcript(NOBODY, { ...paste, client: '198.51.100.9' }),
      /about the client 203\.0\.113\.7, and the script ran for 198\.51\.100\.9/,
    ],
    ['nobody', outside({ user: 'deploy' }), transcript(NOBODY, paste), /about the user deploy.*ran for nobody/],
  ])('is refused when it is %s', (_what, evidence, text, message) => {
    expect(() => withConsole(evidence, text)).toThrow(NotConsoleOutput)
    expect(() => withConsole(evidence, text)).toThrow(message)
  })
})
