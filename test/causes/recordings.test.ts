import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { causes } from '../../src/causes/index.ts'
import type { Evidence } from '../../src/domain/evidence.ts'

const HERE = import.meta.dirname
const LOOK_ALIKES = 'look-alikes.json'
const folder = (id: string) => join(HERE, id)
const read = (path: string): unknown => JSON.parse(readFileSync(join(HERE, path), 'utf8'))
const evidenceIn = (path: string) => read(path) as Evidence
const recordingsOf = (id: string) =>
  existsSync(folder(id))
    ? readdirSync(folder(id))
        .filter((file) => file.endsWith('.json') && file !== LOOK_ALIKES)
        .map((file) => `${id}/${file}`)
    : []

/** Recordings, from other folders, that look like the cause and must not be taken for it. */
const lookAlikesOf = (id: string): string[] => {
  const file = `${id}/${LOOK_ALIKES}`
  return existsSync(join(HERE, file)) ? (read(file) as string[]) : []
}

const scenarios = join(HERE, '../lab/scenarios')
const scenarioTexts = readdirSync(scenarios).map((name) => readFileSync(join(scenarios, name, 'scenario.ts'), 'utf8'))

describe.each(causes.map(({ id, title }) => ({ id, title })))('$id', ({ id, title }) => {
  it('is whole: recordings, look-alikes, a doc page and a lab scenario', () => {
    expect(recordingsOf(id), 'recordings that fire').not.toEqual([])
    expect(lookAlikesOf(id), 'look-alikes').not.toEqual([])
    expect(readFileSync(join(HERE, `../../docs/causes/${id}.md`), 'utf8')).toContain(`# ${id}: ${title}`)
    expect(
      scenarioTexts.filter((text) => text.includes(`'${id}'`)),
      'a lab scenario',
    ).not.toEqual([])
  })

  it.each(recordingsOf(id))('is the answer in %s, with a quote', (path) => {
    const { findings, verdict } = diagnose(evidenceIn(path))
    expect(findings[0]).toMatchObject({ cause: id })
    expect(findings[0]?.evidence.map(({ quote }) => quote).join('')).not.toBe('')
    expect(verdict).toBe('faulty')
  })

  it.each(lookAlikesOf(id))('stays silent in %s', (path) => {
    expect(diagnose(evidenceIn(path)).findings.map(({ cause }) => cause)).not.toContain(id)
  })
})

describe('healthy hosts', () => {
  it('were recorded', () => expect(recordingsOf('healthy')).not.toEqual([]))

  it.each(recordingsOf('healthy'))('raise no alarm in %s', (path) => {
    expect(diagnose(evidenceIn(path))).toMatchObject({ verdict: 'healthy', findings: [] })
  })
})

describe('a diagnosis', () => {
  it.each(causes.flatMap(({ id }) => recordingsOf(id)))(
    'never proves an inside cause from outside alone: %s',
    (path) => {
      const evidence = evidenceIn(path)
      const outside = {
        ...evidence,
        observations: evidence.observations.filter(({ observation }) => OUTSIDE.has(observation)),
      }
      for (const { cause, confidence } of diagnose(outside).findings)
        if (INSIDE_CAUSES.has(cause)) expect(confidence).not.toBe('proven')
    },
  )
})

const OUTSIDE = new Set<string>(['resolve', 'connect', 'control', 'other-ports', 'banner', 'kex', 'host-key', 'login'])
const INSIDE_CAUSES = new Set([
  'sshd-stopped',
  'sshd-hung',
  'wrong-port-listening',
  'fail2ban-ban',
  'fail2ban-recidive',
  'ufw-deny',
  'tcp-wrappers-deny',
  'user-not-allowed',
])
