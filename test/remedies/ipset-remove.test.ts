import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Observation } from '../../src/domain/observation.ts'
import { ipsetRemove } from '../../src/remedies/ipset-remove.ts'
import { evidenceIn } from '../causes/library.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { accept, drop, from, nftOf, rulesOf, toPort } from './observations.ts'

const args = { ip: CLIENT, port: '22', table: 'ipset', set: 'bad', left: 'none' }
const stateOn = (observations: Observation[], change = {}) =>
  ipsetRemove.trouble(evidenceOf(observations), { ...args, ...change })

/** A host whose iptables drops what is in a set of ipset. */
const withSet = (set: string, rules = ['-A INPUT -m set --match-set bad src -j DROP']): Observation[] =>
  rulesOf(':INPUT ACCEPT [0:0]', ...rules).map((one) =>
    one.observation === 'firewall' && one.outcome === 'read'
      ? { ...one, commands: [...one.commands, { command: 'sudo -n ipset save', exit: 0, output: set }] }
      : one,
  )
const bad = (...elements: string[]) =>
  ['create bad hash:net family inet timeout 0', ...elements.map((one) => `add bad ${one}`), ''].join('\n')

describe('the trouble that ipset-remove ends', () => {
  it.each([[CLIENT], [`${CLIENT}/32`], [`${CLIENT} timeout 300`], [`${CLIENT} timeout 0 packets 4 bytes 240`]])(
    'holds while the set has “%s”',
    (element) => {
      expect(stateOn(withSet(bad('198.51.100.0/24', element))).state).toBe('holds')
    },
  )

  it.each([
    ['a network covers it', bad('203.0.113.0/24')],
    ['a network covers it besides', bad(CLIENT, '203.0.113.0/25')],
    ['the element has more than could be put back', bad(`${CLIENT} comment "by ops"`)],
    ['it is an exception of the set', bad('203.0.113.0/24', `${CLIENT} nomatch`)],
    ['an element stands for a whole network', `create bad hash:ip family inet netmask 24\nadd bad ${CLIENT}\n`],
  ])('is not there where %s', (_case, set) => {
    expect(stateOn(withSet(set)).state).not.toBe('holds')
  })

  it('is gone when the set lacks the address', () => {
    expect(stateOn(withSet(bad('198.51.100.0/24'))).state).toBe('gone')
  })

  it('is unknown while another rule would keep it out all the same', () => {
    const twice = ['-A INPUT -m set --match-set bad src -j DROP', '-A INPUT -s 203.0.113.0/24 -j DROP']
    expect(stateOn(withSet(bad(CLIENT), twice))).toMatchObject({ because: expect.stringContaining('not be enough') })
  })

  it('is unknown for another set than the one that decides', () => {
    expect(stateOn(withSet(bad(CLIENT)), { set: 'worse' })).toMatchObject({
      because: expect.stringContaining('check again'),
    })
  })

  it('is read from sets of nftables, too', () => {
    const rules = [
      [from('@bad'), drop],
      [toPort(22), accept],
    ]
    const of = (...elem: unknown[]) => nftOf({ name: 'filter', sets: { bad: elem }, rules })
    const table = { table: 'inet:filter' }
    expect(stateOn(of(CLIENT), table).state).toBe('holds')
    expect(stateOn(of({ elem: { val: CLIENT, timeout: 60, expires: 50 } }), table).state).toBe('holds')
    expect(stateOn(of({ elem: { val: CLIENT, comment: 'ops' } }), table).state).toBe('unknown')
    expect(stateOn(of({ prefix: { addr: '203.0.113.0', len: 24 } }), table).state).toBe('unknown')
  })
})

describe('the commands of ipset-remove', () => {
  it.each([
    ['none', []],
    ['3600', ['timeout', '3600']],
  ])('take the address out of a set of ipset, and put it back for the time that was left: %s', (left, time) => {
    expect(ipsetRemove.plan({ ...args, left })).toEqual([['ipset', '-exist', 'del', 'bad', CLIENT]])
    expect(ipsetRemove.undo?.({ ...args, left })).toEqual([['ipset', '-exist', 'add', 'bad', CLIENT, ...time]])
  })

  it('do the same with a set of nftables', () => {
    const given = { ...args, table: 'inet:blocklist', left: '90' }
    expect(ipsetRemove.plan(given)).toEqual([
      ['nft', 'delete', 'element', 'inet', 'blocklist', 'bad', '{', CLIENT, '}'],
    ])
    expect(ipsetRemove.undo?.(given)).toEqual([
      ['nft', 'add', 'element', 'inet', 'blocklist', 'bad', '{', CLIENT, 'timeout', '90s', '}'],
    ])
  })

  it.each([{ set: '-F' }, { set: 'a b' }, { table: 'inet filter' }, { table: 'arp:filter' }, { left: '-1' }])(
    'are not made for %j',
    (wrong) => {
      expect(ipsetRemove.args.safeParse({ ...args, ...wrong }).success).toBe(false)
    },
  )
})

describe('a diagnosis', () => {
  it('offers to take out the address itself, with the time that was left', () => {
    const { findings } = diagnose(evidenceIn('ipset-block/ipset-block-nft-bookworm.json'))
    const [offer] = findings[0]?.remedies ?? []
    expect(offer).toMatchObject({ id: 'ipset-remove', args: { table: 'inet:blocklist', set: 'bad4' } })
    expect(Number(offer?.args.left)).toBeGreaterThan(21_000)
  })

  it('offers an exception where a network is in the set', () => {
    const { findings } = diagnose(evidenceIn('ipset-block/ipset-block-bookworm.json'))
    expect(findings[0]?.remedies.map(({ id }) => id)).toEqual(['iptables-allow'])
  })
})
