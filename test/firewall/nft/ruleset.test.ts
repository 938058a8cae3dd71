import { describe, expect, it } from 'vitest'
import { nftTables } from '../../../src/firewall/nft/ruleset.ts'
import { arriving, type Packet } from '../../../src/firewall/packet.ts'
import type { Table } from '../../../src/firewall/rules.ts'
import { trace } from '../../../src/firewall/trace.ts'
import { outcome, PACKETS, tracked } from './packets.ts'

const IN = { family: 'inet', table: 't' }
const BASE = { chain: { ...IN, name: 'in', type: 'filter', hook: 'input', prio: 0, policy: 'accept' } }
const SOURCE = { payload: { protocol: 'ip', field: 'saddr' } }
const is = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } })

/** Table `inet t` with a chain `in` of these rules, and whatever else nft has printed. */
function tables(rules: readonly unknown[][], others: readonly unknown[] = [], text = ''): Table[] {
  const printed = rules.map((expr, index) => ({ rule: { ...IN, chain: 'in', handle: index + 1, expr } }))
  return nftTables(
    JSON.stringify({ nftables: [{ table: { family: 'inet', name: 't' } }, BASE, ...others, ...printed] }),
    text,
  )
}

const verdict = (rules: readonly unknown[][], others: readonly unknown[] = [], packet: Packet = PACKETS[4]) =>
  trace(packet, tables(rules, others)).verdict

describe('rule sets of nft', () => {
  it('quotes a rule as nft prints it, on one line', () => {
    const text = [
      'table inet t { # handle 1',
      '\tset s { # handle 9',
      '\t\telements = { 192.0.2.1 comment "# handle 1",',
      '\t\t\t     192.0.2.2 }',
      '\t}',
      '\tchain in { # handle 2',
      '\t\tcomment "the way in"',
      '\t\ttype filter hook input priority filter; policy accept;',
      '\t\tip saddr { 192.0.2.1,',
      '\t\t\t   192.0.2.2 } drop # handle 1',
      '\t\tlog prefix "a # handle 3" comment "\\"b" # handle 2',
      '\t}',
      '}',
    ].join('\n')
    const [table] = tables([[{ drop: null }], [{ log: null }], [{ accept: null }]], [], text)
    expect(table?.chains.get('in')?.rules.map((rule) => rule.text)).toEqual([
      'ip saddr { 192.0.2.1, 192.0.2.2 } drop',
      'log prefix "a # handle 3" comment "\\"b"',
      'accept',
    ])
  })

  it('describes a rule whose text is missing', () => {
    const expr = [
      is(SOURCE, { set: ['192.0.2.1', { prefix: { addr: '198.51.100.0', len: 24 } }] }, '!='),
      { jump: { target: 'x' } },
    ]
    const [table] = tables([expr])
    expect(table?.chains.get('in')?.rules[0]?.text).toBe('ip saddr != { 192.0.2.1, 198.51.100.0/24 } jump x')
  })

  it.each([
    ['1.0.6, which prints but a letter', { flags: 'd' }, ''],
    ['1.1', { flags: ['dormant'] }, ''],
    ['the text alone', {}, 'table inet t { # handle 1\n\tflags owner,dormant\n}'],
  ])('never calls the chains of a dormant table: %s', (_, flags, text) => {
    const [table] = nftTables(
      JSON.stringify({ nftables: [{ table: { family: 'inet', name: 't', ...flags } }, BASE] }),
      text,
    )
    expect(table?.chains.get('in')?.hook).toBeUndefined()
  })

  it.each([
    ['{"dev": "eth0"}', { dev: 'eth0' }, ''],
    ['a list', { dev: ['eth1', 'eth0'] }, ''],
    ['the text, with 1.0.6', {}, '\t\ttype filter hook ingress device "eth0" priority filter; policy drop;'],
    ['a list in the text', {}, '\t\ttype filter hook ingress devices = { lo, "eth0" } priority filter; policy drop;'],
  ])('knows the devices of an ingress: %s', (_, device, line) => {
    const chain = { chain: { ...IN, name: 'way', type: 'filter', hook: 'ingress', prio: 0, policy: 'drop', ...device } }
    const text = ['table inet t {', '\tchain way {', line, '\t}', '}'].join('\n')
    const all = tables([], [chain], text)
    expect([trace(PACKETS[4], all).verdict, trace({ ...PACKETS[4], device: 'wg0' }, all).verdict]).toEqual([
      'dropped',
      'accepted',
    ])
  })

  it('leaves out the tables that are read elsewhere', () => {
    const json = JSON.stringify({
      nftables: [{ table: { family: 'ip', name: 'filter' } }, { table: { family: 'arp', name: 'a' } }, BASE],
    })
    expect(nftTables(json, '', { leaveOut: ({ family, name }) => family === 'ip' && name === 'filter' })).toEqual([])
  })

  it('has a packet without IPv4 miss what asks for its source, negated or not', () => {
    expect(verdict([[is(SOURCE, '203.0.113.7', '!='), { drop: null }]], [], PACKETS[6])).toBe('accepted')
    expect(verdict([[is(SOURCE, '203.0.113.8', '!='), { drop: null }]])).toBe('dropped')
  })

  it('knows that a client is not the host itself, whatever device it comes in by', () => {
    const lo = [is({ meta: { key: 'iifname' } }, 'lo'), { accept: null }]
    expect(verdict([lo, [{ drop: null }]], [], { ...PACKETS[4], device: undefined })).toBe('dropped')
  })

  it('says what it cannot tell', () => {
    const { verdict: unclear, decisions } = trace(PACKETS[4], tables([[is({ strange: { x: 1 } }, 5), { drop: null }]]))
    expect(unclear).toBe('unclear')
    expect(decisions.map(({ because }) => because)).toEqual([['strange is not modelled'], ['strange is not modelled']])
  })

  it.each([
    ['an element with a limit of its own', { elem: [{ elem: { val: '203.0.113.7', limit: { rate: 1 } } }] }, 'unclear'],
    ['an element with a timeout', { elem: [{ elem: { val: '203.0.113.7', timeout: 60, expires: 5 } }] }, 'dropped'],
    ['everything else', { elem: ['*'] }, 'dropped'],
    ['nothing', {}, 'accepted'],
    ['nonsense', { elem: [{ prefix: 5 }, null, [], 'x'] }, 'unclear'],
  ])('asks a set with %s', (_, set, expected) => {
    expect(verdict([[is(SOURCE, '@s'), { drop: null }]], [{ set: { ...IN, name: 's', ...set } }])).toBe(expected)
  })

  it('knows that what one rule adds to a set may stop another', () => {
    const add = (stmt?: unknown) => ({ set: { op: 'add', elem: SOURCE, set: '@s', ...(stmt ? { stmt: [stmt] } : {}) } })
    const set = { set: { ...IN, name: 's' } }
    expect(verdict([[add()], [add(), { drop: null }]], [set])).toBe('dropped')
    expect(verdict([[add({ limit: { rate: 1 } })], [add(), { drop: null }]], [set])).toBe('unclear')
  })

  it.each([
    ['a program that is asked', [{ queue: { num: 1, flags: ['bypass'] } }], 'unknown'],
    ['a rejection that nft does not print', [{ reject: null }], 'unknown'],
    ['a jump to nowhere', [{ jump: { target: 'gone' } }], 'unknown'],
    ['an extension that matches', [{ xt: { type: 'match', name: 'string' } }, { drop: null }], 'unclear'],
    ['an extension that ends a rule', [{ xt: { type: 'target', name: 'STEAL' } }], 'unknown'],
    ['an extension that only logs', [{ xt: { type: 'target', name: 'LOG' } }, { drop: null }], 'dropped'],
  ])('decides by %s', (_, rule, expected) => expect(verdict([rule])).toBe(expected))

  it('cannot tell what is in a set that was not printed', () => {
    expect(verdict([[is(SOURCE, '@gone'), { drop: null }]])).toBe('unclear')
  })

  it.each([
    ['-300', -300, 'none', 'drop'],
    ['after connection tracking', -150, 'new', 'no'],
  ])('reads the state of a connection as the kernel does at %s', (_, _priority, tracking, expected) => {
    const [table] = tables([[is({ ct: { key: 'state' } }, ['invalid'], 'in'), { drop: null }]])
    const rule = table?.chains.get('in')?.rules[0]
    const packet = tracking === 'none' ? arriving(PACKETS[4]) : tracked(PACKETS[4])
    expect(table && rule && outcome(table, rule, packet)).toBe(expected)
  })
})
