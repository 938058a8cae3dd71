import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Observation } from '../../src/domain/observation.ts'
import { nftablesAllow } from '../../src/remedies/nftables-allow.ts'
import { evidenceIn } from '../causes/library.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { accept, drop, from, nftOf, toPort } from './observations.ts'

const args = { ip: CLIENT, port: '22', family: 'inet', table: 'filter', chain: 'input', above: '10' }
const filter = {
  name: 'filter',
  rules: [
    [from(CLIENT), drop],
    [toPort(22), accept],
  ],
}
const stateOn = (observations: Observation[], change = {}) =>
  nftablesAllow.trouble(evidenceOf(observations), { ...args, ...change })

describe('the trouble that nftables-allow ends', () => {
  it('holds while that rule keeps the address out', () => {
    expect(stateOn(nftOf(filter)).state).toBe('holds')
  })

  it('holds while the policy does, behind all rules', () => {
    expect(stateOn(nftOf({ name: 'filter', rules: [], policy: 'drop' }), { above: 'end' }).state).toBe('holds')
  })

  it('is gone once a rule above lets the address in', () => {
    const above = [from(CLIENT), toPort(22), accept]
    expect(stateOn(nftOf({ ...filter, rules: [above, ...filter.rules] })).state).toBe('gone')
  })

  it.each([{ above: '11' }, { chain: 'other' }, { table: 'late' }, { family: 'ip' }])(
    'is unknown once another rule decides than the one that was approved: %j',
    (change) => {
      expect(stateOn(nftOf(filter), change)).toMatchObject({ because: expect.stringContaining('check again') })
    },
  )

  it('is back after an undo wherever in the chain, for a reload gives new handles', () => {
    const reloaded = evidenceOf(nftOf(filter))
    expect(nftablesAllow.trouble(reloaded, { ...args, above: '4' }, 'undo').state).toBe('holds')
    expect(nftablesAllow.trouble(reloaded, { ...args, chain: 'other' }, 'undo').state).toBe('unknown')
  })

  it('is unknown where a later chain would keep the address out all the same', () => {
    const late = { name: 'late', rules: [], policy: 'drop' as const, priority: 10 }
    expect(stateOn(nftOf(filter, late))).toMatchObject({ because: expect.stringContaining('not be enough') })
  })

  it('is unknown where a table belongs to a tool of its own', () => {
    expect(stateOn(nftOf({ ...filter, name: 'f2b-table' }), { table: 'f2b-table' }).state).toBe('unknown')
  })
})

describe('the commands of nftables-allow', () => {
  it.each([
    [args, ['insert', 'rule', 'inet', 'filter', 'input', 'handle', '10', 'ip', 'saddr', CLIENT]],
    [{ ...args, above: 'end' }, ['add', 'rule', 'inet', 'filter', 'input', 'ip', 'saddr', CLIENT]],
    [
      { ...args, ip: '2001:db8::7' },
      ['insert', 'rule', 'inet', 'filter', 'input', 'handle', '10', 'ip6', 'saddr', '2001:db8::7'],
    ],
  ])('put one rule above the one that decides: %j', (given, words) => {
    const mark = `"ssh-medic/${given.ip}/22"`
    expect(nftablesAllow.plan(given)).toEqual([['nft', ...words, 'tcp', 'dport', '22', 'accept', 'comment', mark]])
    expect(nftablesAllow.rescue?.(given, 'undo')).toEqual(nftablesAllow.plan(given))
  })

  it('take away that one alone, found by its comment', () => {
    const asked = askedOfNft([
      '\t\tip saddr 203.0.113.70 tcp dport 22 accept comment "ssh-medic/203.0.113.70/22" # handle 20',
      `\t\tip saddr ${CLIENT} tcp dport 22 accept comment "ssh-medic/${CLIENT}/22" # handle 21`,
      `\t\tip saddr ${CLIENT} tcp dport 2222 accept comment "ssh-medic/${CLIENT}/2222" # handle 22`,
      `\t\tip saddr ${CLIENT} tcp dport 22 accept comment "ops" # handle 23`,
    ])
    expect(asked).toEqual(['-a list chain inet filter input', 'delete rule inet filter input handle 21'])
  })

  it('take away nothing where no rule of ours is left', () => {
    expect(askedOfNft(['\t\tip saddr @office accept # handle 4'])).toEqual(['-a list chain inet filter input'])
  })

  it.each([
    { chain: '-f' },
    { table: 'a b' },
    { family: 'arp' },
    { above: '0' },
    { above: '1; id' },
    { ip: '0.0.0.0/0' },
  ])('are not made for %j', (bad) => {
    expect(nftablesAllow.args.safeParse({ ...args, ...bad }).success).toBe(false)
  })
})

describe('a diagnosis', () => {
  it('offers nftables-allow for the policy that decides', () => {
    const { findings } = diagnose(evidenceIn('nftables-drop/nftables-drop-bookworm.json'))
    expect(findings[0]?.remedies).toMatchObject([{ id: 'nftables-allow', args: { ...args, above: 'end' } }])
  })
})

/** Runs the undo as it is, with an nft that prints these rules of the chain; what it was asked, in order. */
function askedOfNft(rules: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'nft-'))
  writeFileSync(join(folder, 'rules'), `${rules.join('\n')}\n`)
  writeFileSync(
    join(folder, 'nft'),
    `#!/bin/sh\necho "$@" >>${folder}/asked\ncase $1 in -a) cat ${folder}/rules ;; esac\n`,
  )
  chmodSync(join(folder, 'nft'), 0o755)
  const [[program, ...words] = ['false']] = nftablesAllow.undo?.(args) ?? []
  execFileSync(program, words, { env: { PATH: `${folder}:${process.env.PATH}` } })
  return readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n')
}
