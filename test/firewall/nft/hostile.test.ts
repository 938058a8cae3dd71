import { describe, expect, it } from 'vitest'
import { nftTables } from '../../../src/firewall/nft/ruleset.ts'
import { trace } from '../../../src/firewall/trace.ts'
import { PACKETS } from './packets.ts'

const TABLE = { table: { family: 'ip', name: 't' } }
const IN = { family: 'ip', table: 't' }
const BASE = { chain: { ...IN, name: 'in', type: 'filter', hook: 'input', prio: 0, policy: 'drop' } }
const SOURCE = { payload: { protocol: 'ip', field: 'saddr' } }
const rule = (expr: unknown, chain = 'in') => ({ rule: { ...IN, chain, handle: 1, expr } })
const json = (...objects: unknown[]) => JSON.stringify({ nftables: [TABLE, BASE, ...objects] })

/** Written by hand: JSON.stringify itself gives up on so many levels. */
const nested = (levels: number) => `${'{"&":['.repeat(levels)}{"meta":{"key":"mark"}}${',1]}'.repeat(levels)}`

/** Seconds of computing, which other programs on the machine do not lengthen. */
function cpuSeconds(act: () => void): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

describe('what nft never prints', () => {
  it.each([
    ['nothing', '', 'nft printed no JSON'],
    ['half of it', json(rule([{ accept: null }])).slice(0, -5), 'nft printed no JSON'],
    ['another shape', '{"nftables": {}}', 'nft printed JSON without a list'],
    ['a rule without a chain', json(rule([], 'nowhere')), 'has no chain'],
    ['a rule without statements', json(rule(5)), 'no statements'],
    ['a priority of its own', json({ chain: { ...IN, name: 'x', hook: 'input', prio: 'soon' } }), 'priority "soon"'],
  ])('is an error: %s', (_, printed, message) => expect(() => nftTables(printed, '')).toThrow(message))

  it.each([
    [
      'statements of every shape',
      [null, 5, 'x', [], {}, { match: null }, { vmap: 5 }, { dnat: 5 }, { mangle: [] }, { set: 5 }],
    ],
    ['an operator without operands', [{ match: { op: '==', left: { '&': [] }, right: 1 } }, { drop: null }]],
    [
      'a field that is none',
      [{ match: { op: '==', left: { payload: { protocol: 'ip', field: '__proto__' } }, right: 1 } }],
    ],
    ['a statement that is none', [{ constructor: null }]],
    [
      'a header of huge size',
      [{ match: { op: '==', left: { payload: { base: 'nh', offset: 0, len: 1e15 } }, right: 1 } }],
    ],
    ['a shift by 2^60', [{ match: { op: '==', left: { '<<': [{ meta: { key: 'mark' } }, 2 ** 50] }, right: 1 } }]],
    ['numbers that are none', [{ match: { op: '<', left: { meta: { key: 'mark' } }, right: 1.5 } }]],
    [
      'a concatenation too short',
      [{ match: { op: '==', left: { concat: [SOURCE, SOURCE] }, right: { set: [{ concat: ['1.1.1.1'] }] } } }],
    ],
    ['a map of nonsense', [{ vmap: { key: SOURCE, data: { set: [['203.0.113.7', 5], 7, null] } } }]],
    [
      'a network of nonsense',
      [{ match: { op: '==', left: SOURCE, right: { prefix: { addr: { range: [] }, len: -1 } } } }],
    ],
  ])('is traced without a crash: %s', (_, expr) => {
    expect(trace(PACKETS[4], nftTables(json(rule(expr)), '')).decisions.length).toBeGreaterThan(0)
  })

  it('is traced without a crash: expressions nested without end', () => {
    const expr = `[{"match":{"op":"==","left":${nested(50_000)},"right":${nested(50_000)}}},{"drop":null}]`
    const tables = nftTables(json(rule(['here'])).replace('["here"]', expr), '')
    const [decision] = trace(PACKETS[4], tables).decisions
    expect(decision?.because).toEqual(['an expression that is nested so deep is not modelled'])
  })

  it('is a comment of a megabyte', () => {
    const long = '# handle 1" '.repeat(100_000)
    const text = `table ip t {\n\tchain in {\n\t\taccept comment "${long}" # handle 1\n\t\t${long}\n`
    const [table] = nftTables(json(rule([{ accept: null }])), text)
    expect(table?.chains.get('in')?.rules[0]?.text).toBe(`accept comment "${long}"`)
  })

  it('is chains that multiply by jumps', () => {
    const chains = Array.from({ length: 30 }, (_, at) => ({ chain: { ...IN, name: `c${at}` } }))
    const jumps = chains.flatMap((_, at) => [
      rule([{ jump: { target: `c${at + 1}` } }], `c${at}`),
      rule([{ jump: { target: `c${at + 1}` } }], `c${at}`),
    ])
    const { verdict } = trace(PACKETS[4], nftTables(json(...chains, ...jumps, rule([{ jump: { target: 'c0' } }])), ''))
    expect(verdict).toBe('unknown')
  })
})

describe('large rule sets', () => {
  const elements = Array.from({ length: 1_000_000 }, (_, at) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`)
  const elements6 = Array.from(
    { length: 300_000 },
    (_, at) => `2001:db8:5:${(at >> 8).toString(16)}::${(at & 255).toString(16)}`,
  )

  it('asks a set of a million addresses in a moment', () => {
    const set = { set: { ...IN, name: 's', type: 'ipv4_addr', elem: [...elements, '203.0.113.7'] } }
    const tables = nftTables(
      json(set, rule([{ match: { op: '==', left: SOURCE, right: '@s' } }, { accept: null }])),
      '',
    )
    expect(cpuSeconds(() => expect(trace(PACKETS[4], tables).verdict).toBe('accepted'))).toBeLessThan(3)
  })

  it('asks a large set of IPv6 networks', () => {
    const elem = elements6.map((addr) => ({ prefix: { addr, len: 128 } }))
    const objects = [{ table: { family: 'ip6', name: 't' } }, { set: { family: 'ip6', table: 't', name: 's', elem } }]
    const chain = { chain: { ...BASE.chain, family: 'ip6' } }
    const expr = [
      { match: { op: '==', left: { payload: { protocol: 'ip6', field: 'saddr' } }, right: '@s' } },
      { accept: null },
    ]
    const asked = { rule: { family: 'ip6', table: 't', chain: 'in', handle: 1, expr } }
    const tables = nftTables(JSON.stringify({ nftables: [...objects, chain, asked] }), '')
    expect(trace(PACKETS[6], tables).verdict).toBe('dropped')
  })

  it('parses and walks 10,000 rules', () => {
    const rules = Array.from({ length: 10_000 }, (_, at) =>
      rule([{ match: { op: '==', left: SOURCE, right: elements[at] } }, { counter: null }, { accept: null }]),
    )
    const printed = json(...rules)
    expect(cpuSeconds(() => expect(trace(PACKETS[4], nftTables(printed, '')).verdict).toBe('dropped'))).toBeLessThan(3)
  })
})
