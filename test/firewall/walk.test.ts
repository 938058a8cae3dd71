import { describe, expect, it } from 'vitest'
import { may } from '../../src/firewall/answer.ts'
import { arriving, type Packet } from '../../src/firewall/packet.ts'
import type { Chain, Rule, Step, Table, Verdict } from '../../src/firewall/rules.ts'
import { walk } from '../../src/firewall/walk.ts'
import { SYN } from '../support/packet.ts'

const packet: Packet = SYN

const accept: Step = { decide: () => ({ verdict: 'accept' }) }
const drop: Step = { decide: () => ({ verdict: 'drop' }) }
const goBack: Step = { decide: () => ({ verdict: 'return' }) }
const jump = (chain: string): Step => ({ decide: () => ({ verdict: 'jump', chain }) })
const goto = (chain: string): Step => ({ decide: () => ({ verdict: 'goto', chain }) })
const oneOf = (...verdicts: (Verdict | undefined)[]): Step => ({
  decide: () => ({ oneOf: verdicts, why: 'who knows' }),
})
const perhaps = (why: string): Step => ({ test: () => may(why) })
const no: Step = { test: () => false }
const mark = (value: number): Step => ({ change: (passing) => ({ ...passing, mark: value }) })
const isMarked = (value: number): Step => ({
  test: ({ mark: now }) => (now === undefined ? may('the mark is not known') : now === value),
})

/** Chains by name, each a list of rules, each a list of steps; the packet comes to `start`. */
function walked(chains: Record<string, Step[][]>, policy: Chain['policy'] = 'accept') {
  const named = Object.entries(chains).map(([name, rules]): Chain => {
    const numbered = rules.map(
      (steps, index): Rule => ({ text: `${name} ${index + 1}`, number: index + 1, handle: undefined, steps }),
    )
    return { name, rules: numbered, kind: 'filter', policy }
  })
  const table: Table = {
    tool: 'nft',
    family: 'ip',
    name: 't',
    chains: new Map(named.map((chain) => [chain.name, chain])),
  }
  const [start] = named
  if (!start) throw new Error('there has to be a chain')
  return walk(table, start, arriving(packet))
}

/** `drop by start 1`, with the doubts behind it. */
const endingsOf = (...asked: Parameters<typeof walked>): string[] =>
  walked(...asked).endings.map(({ verdict, at, because }) =>
    [`${verdict} by ${at.rule?.text ?? 'policy'}`, ...because].join('; '),
  )

describe('the way through chains', () => {
  it.each<[string, Record<string, Step[][]>, string[]]>([
    ['takes the first verdict', { start: [[no, drop], [accept], [drop]] }, ['accept by start 2']],
    ['ends with the policy', { start: [[no, drop]] }, ['drop by policy']],
    ['comes back from a jump', { start: [[jump('a')], [accept]], a: [[no, drop]] }, ['accept by start 2']],
    ['comes back by return', { start: [[jump('a')], [accept]], a: [[goBack], [drop]] }, ['accept by start 2']],
    ['ends where a jump ends', { start: [[jump('a')], [accept]], a: [[drop]] }, ['drop by a 1']],
    ['does not come back from a goto', { start: [[goto('a')], [accept]], a: [[no, drop]] }, ['drop by policy']],
    [
      'comes back from a goto to who jumped',
      { start: [[jump('a')], [accept]], a: [[goto('b')], [drop]], b: [[goBack]] },
      ['accept by start 2'],
    ],
    ['returns from a base chain to its policy', { start: [[goBack], [accept]] }, ['drop by policy']],
    ['goes on after a rule without a verdict', { start: [[mark(1)], [isMarked(1), accept]] }, ['accept by start 2']],
  ])('%s', (_, chains, endings) => expect(endingsOf(chains, 'drop')).toEqual(endings))

  it('tells the path with its depth', () => {
    const { path } = walked({ start: [[jump('a')], [accept]], a: [[no, drop], [goBack]] })
    expect(path.map(({ depth, rule, does }) => `${depth} ${rule?.text} ${does}`)).toEqual([
      '0 start 1 jump a',
      '1 a 2 return',
      '0 start 2 accept',
    ])
  })
})

describe('doubts', () => {
  it.each<[string, Record<string, Step[][]>, string[]]>([
    ['leaves both ends', { start: [[perhaps('x'), drop]] }, ['drop by start 1; x', 'accept by policy; x']],
    ['forgets a doubt when a later test fails', { start: [[perhaps('x'), no, drop]] }, ['accept by policy']],
    ['forgets a doubt about what ends nothing', { start: [[perhaps('x')], [drop]] }, ['drop by start 2']],
    [
      'adds up',
      {
        start: [
          [perhaps('x'), accept],
          [perhaps('y'), drop],
        ],
      },
      ['accept by start 1; x', 'drop by start 2; x; y', 'accept by policy; x; y'],
    ],
    [
      'merges where a doubtful return comes back',
      { start: [[jump('a')], [drop]], a: [[perhaps('x'), goBack], [accept]] },
      ['accept by a 2; x', 'drop by start 2; x'],
    ],
    [
      'does not know what a doubtful rule has changed',
      {
        start: [
          [perhaps('x'), mark(1)],
          [isMarked(1), drop],
        ],
      },
      ['drop by start 2; the mark is not known', 'accept by policy; the mark is not known'],
    ],
    [
      'keeps every verdict of which one holds',
      { start: [[oneOf({ verdict: 'drop' }, { verdict: 'jump', chain: 'a' }, undefined)], [accept]], a: [[accept]] },
      ['drop by start 1; who knows', 'accept by a 1; who knows', 'accept by start 2; who knows'],
    ],
  ])('%s', (_, chains, endings) => expect(endingsOf(chains)).toEqual(endings))

  it('tells ten reasons at most, and each once', () => {
    const rules = Array.from({ length: 10_000 }, (_, index) => [perhaps(`x${index % 20}`), drop])
    const { endings } = walked({ start: rules })
    expect(endings).toHaveLength(10_001)
    expect(endings.at(-1)?.because).toEqual(Array.from({ length: 10 }, (_, index) => `x${index}`))
  })
})

describe('rules that cannot be followed', () => {
  it('says which chain is missing', () =>
    expect(endingsOf({ start: [[jump('a')], [drop]] })).toEqual(['unknown by start 1; the chain a was not printed']))

  it('gives up on chains that lead back to themselves', () =>
    expect(endingsOf({ start: [[jump('a')]], a: [[jump('a')]] })).toEqual([
      'unknown by a 1; the jumps to a are nested too deep to follow',
    ]))

  it.each([
    ['certain', []],
    ['doubtful', [perhaps('x')]],
  ])('cuts off %s chains that multiply', (_, before) => {
    const levels = Array.from({ length: 40 }, (_, index) => [
      `c${index}`,
      [
        [...before, jump(`c${index + 1}`)],
        [...before, jump(`c${index + 1}`)],
      ],
    ])
    const { endings, path } = walked({ ...Object.fromEntries(levels), c40: [[no, drop]] })
    expect(endings.some(({ verdict, because }) => verdict === 'unknown' && /multiply/.test(because.join()))).toBe(true)
    expect(path.length).toBeLessThan(50_000)
  })
})
