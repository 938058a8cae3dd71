import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/domain/observation.ts'
import { iptablesPersist, persistArgs } from '../../src/remedies/iptables-persist.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { rulesOf } from './observations.ts'
import { runOn } from './on-a-file.ts'

const FILE = '/etc/iptables/rules.v4'
const args = { ip: CLIENT, port: '22', chain: 'INPUT', file: FILE, line: '6' } as const
const ours = `-A INPUT -s ${CLIENT}/32 -p tcp -m tcp --dport 22 -m comment --comment ssh-medic -j ACCEPT`
const others = ['-A INPUT -i lo -j ACCEPT', '-A INPUT -s 10.77.0.1/32 -j ACCEPT', '-A INPUT -j REJECT']
const [first = '', ...rest] = others
const allowed = [first, ours, ...rest]

const fileOf = (rules: readonly string[]): string =>
  ['# By ops', '*filter', ':INPUT ACCEPT [7:420]', ':FORWARD ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n')

/** A host with these rules loaded, and a file of saved ones. */
function hostOf(live: readonly string[], saved: string | undefined): Observation[] {
  const timing = { at: '2026-11-21T06:00:00.000Z', ms: 1 }
  return [
    ...rulesOf(':INPUT ACCEPT [0:0]', ':OUTPUT ACCEPT [9:540]', ...live.map((rule) => `[3:180] ${rule}`)),
    {
      observation: 'saved-rules',
      ...timing,
      outcome: 'read',
      commands: saved === undefined ? [] : [{ command: `sudo -n cat ${FILE}`, exit: 0, output: saved }],
      files: saved === undefined ? [] : [{ path: FILE, tool: 'iptables' }],
      failed: [],
    },
  ]
}
const stateOn = (live: readonly string[], saved: readonly string[]) =>
  iptablesPersist.trouble(evidenceOf(hostOf(live, fileOf(saved))), args)

describe('the trouble that iptables-persist ends', () => {
  it('holds while the file lacks that rule and nothing else', () => {
    expect(stateOn(allowed, others).state).toBe('holds')
  })

  it('is gone once the file has it where it is loaded, and after it was taken from those that are loaded', () => {
    expect(stateOn(allowed, allowed).state).toBe('gone')
    expect(stateOn(others, allowed).state).toBe('gone')
  })

  it.each([
    ['more is loaded than saved', [...allowed, '-A INPUT -s 198.51.100.9/32 -j DROP'], others],
    ['more is saved than loaded', allowed, [...others, '-A INPUT -j DROP']],
    ['the order differs', [first, ours, ...rest.toReversed()], others],
    ['the file has the rule at another place', allowed, [...others, ours]],
    ['the file has changed its lines', allowed, ['# more', ...others]],
  ])('is unknown where %s', (_case, live, saved) => {
    expect(stateOn(live, saved).state).toBe('unknown')
  })

  it('is unknown without the file', () => {
    expect(iptablesPersist.trouble(evidenceOf(hostOf(allowed, undefined)), args).state).toBe('unknown')
  })
})

describe('the step after iptables-allow', () => {
  const stepOn = (live: readonly string[], saved: string | undefined) =>
    persistArgs(evidenceOf(hostOf(live, saved)), { ip: CLIENT, port: '22', chain: 'INPUT' })

  it('puts the rule before the line that comes after it', () => {
    expect(stepOn(allowed, fileOf(others))).toEqual(args)
    expect(stepOn([...others, ours], fileOf(others))).toEqual({ ...args, line: '8' })
    expect(stepOn([ours], fileOf([]))).toEqual({ ...args, line: '5' })
  })

  it('is none where the file differs by more, has the rule, or is missing', () => {
    expect(stepOn([...allowed, '-A INPUT -j DROP'], fileOf(others))).toBeUndefined()
    expect(stepOn(allowed, fileOf(allowed))).toBeUndefined()
    expect(stepOn(allowed, undefined)).toBeUndefined()
  })
})

describe('the commands of iptables-persist', () => {
  it('write one line, and take it out again to the letter', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'rules-')), 'rules.v4')
    writeFileSync(path, fileOf(others))
    runOn(path, FILE, iptablesPersist.plan(args))
    expect(readFileSync(path, 'utf8')).toBe(fileOf(allowed))
    runOn(path, FILE, iptablesPersist.undo?.(args))
    expect(readFileSync(path, 'utf8')).toBe(fileOf(others))
  })

  it.each([{ file: '/etc/shadow' }, { line: '0' }, { line: '1e id' }, { chain: 'IN/PUT' }])(
    'are not made for %j',
    (wrong) => {
      expect(iptablesPersist.args.safeParse({ ...args, ...wrong }).success).toBe(false)
    },
  )
})
