import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/domain/observation.ts'
import { nftablesPersist, nftPersistArgs } from '../../src/remedies/nftables-persist.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { runOn } from './on-a-file.ts'

const FILE = '/etc/nftables.conf'
const about = { ip: CLIENT, port: '22', family: 'inet', table: 'filter' }
const args = { ...about, line: '11' }
const ours = `ip saddr ${CLIENT} tcp dport 22 accept comment "ssh-medic/${CLIENT}/22"`
const others = ['iifname "lo" accept', 'tcp dport 22 counter packets 0 bytes 0 drop']
const [first = '', ...rest] = others
const allowed = [first, ours, ...rest]

const tableOf = (rules: readonly string[]): string[] => [
  'table inet filter {',
  '\tset admins {',
  '\t\ttype ipv4_addr',
  '\t}',
  '\tchain input {',
  '\t\ttype filter hook input priority filter; policy accept;',
  ...rules.map((rule) => (rule === ours ? rule : `\t\t${rule}`)),
  '\t}',
  '}',
]
const fileOf = (rules: readonly string[]): string =>
  ['#!/usr/sbin/nft -f', '# By ops', 'flush ruleset', ...tableOf(rules), ''].join('\n')

/** As nft lists it: with handles, counted packets, and the table of somebody else. */
const listed = (rules: readonly string[]): string =>
  [...tableOf(rules), 'table inet f2b-table {', '\tchain f2b-chain {', '\t}', '}']
    .map(
      (line, index) =>
        line.replace('packets 0 bytes 0', 'packets 7 bytes 420') + (index % 3 ? '' : ` # handle ${index}`),
    )
    .map((line) => line.replace(/^(\t*\}) # handle \d+$/, '$1'))
    .join('\n')

function hostOf(live: readonly string[], saved: string | undefined): Observation[] {
  const read = { at: '2026-11-21T06:00:00.000Z', ms: 1, outcome: 'read' as const }
  return [
    {
      observation: 'firewall',
      ...read,
      commands: [{ command: 'nft -a list ruleset', exit: 0, output: listed(live) }],
      blocking: [],
      dropPolicies: [],
    },
    {
      observation: 'saved-rules',
      ...read,
      commands: saved === undefined ? [] : [{ command: `sudo -n cat ${FILE}`, exit: 0, output: saved }],
      files: saved === undefined ? [] : [{ path: FILE, tool: 'nft' }],
      failed: [],
    },
  ]
}
const stateOn = (live: readonly string[], saved: string | undefined) =>
  nftablesPersist.trouble(evidenceOf(hostOf(live, saved)), args).state

describe('the trouble that nftables-persist ends', () => {
  it('holds while the file lacks that rule and nothing else', () => {
    expect(stateOn(allowed, fileOf(others))).toBe('holds')
  })

  it('is gone once the file has it where it is loaded, and after it was taken from those that are loaded', () => {
    expect(stateOn(allowed, fileOf(allowed))).toBe('gone')
    expect(stateOn(others, fileOf(allowed))).toBe('gone')
  })

  it.each([
    ['more is loaded than saved', [...allowed, 'tcp dport 80 drop'], fileOf(others)],
    ['the order differs', [first, ours, ...rest, 'accept'].toReversed(), fileOf(others)],
    ['the file has the rule at another place', allowed, fileOf([...others, ours])],
    ['the file has changed its lines', allowed, `# more\n${fileOf(others)}`],
    ['the file includes another', allowed, `${fileOf(others)}include "/etc/nftables.d/*.conf"\n`],
    ['the file has words of its own', allowed, `define office = 198.51.100.0/24\n${fileOf(others)}`],
    ['the file breaks off', allowed, fileOf(others).slice(0, -4)],
    [
      'the file has a table that is not loaded',
      allowed,
      `${fileOf(others)}table ip6 t {\n}\n\ttable ip u {\n\tchain c {\n\t}\n}\n`,
    ],
    ['there is no file', allowed, undefined],
  ])('is unknown where %s', (_case, live, saved) => {
    expect(stateOn(live, saved)).toBe('unknown')
  })
})

describe('the step after nftables-allow', () => {
  const stepOn = (live: readonly string[], saved: string) => nftPersistArgs(evidenceOf(hostOf(live, saved)), about)

  it('puts the rule before the line that comes after it', () => {
    expect(stepOn(allowed, fileOf(others))).toEqual(args)
    expect(stepOn([...others, ours], fileOf(others))).toEqual({ ...args, line: '12' })
  })

  it('is none where the file differs by more, or has the rule', () => {
    expect(stepOn([...allowed, 'drop'], fileOf(others))).toBeUndefined()
    expect(stepOn(allowed, fileOf(allowed))).toBeUndefined()
  })
})

describe('the commands of nftables-persist', () => {
  it('write one line, and take it out again to the letter', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'nft-')), 'nftables.conf')
    writeFileSync(path, fileOf(others))
    runOn(path, FILE, nftablesPersist.plan(args))
    expect(readFileSync(path, 'utf8')).toBe(fileOf(allowed))
    runOn(path, FILE, nftablesPersist.undo?.(args))
    expect(readFileSync(path, 'utf8')).toBe(fileOf(others))
  })

  it.each([{ line: '0' }, { line: '1e id' }, { table: 'a b' }, { family: 'arp' }])('are not made for %j', (wrong) => {
    expect(nftablesPersist.args.safeParse({ ...args, ...wrong }).success).toBe(false)
  })
})
