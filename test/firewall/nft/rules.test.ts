import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nftTables } from '../../../src/firewall/nft/ruleset.ts'
import type { Rule, Table } from '../../../src/firewall/rules.ts'
import { outcome, PACKETS, tracked } from './packets.ts'

const recording = (name: string): string => readFileSync(new URL(`recordings/${name}.txt`, import.meta.url), 'utf8')

/** What nft printed: its JSON, one line, and then its text. */
function tablesOf(version: string): Table[] {
  const printed = recording(`nft-${version}`)
  const end = printed.indexOf('\n')
  return nftTables(printed.slice(0, end), printed.slice(end + 1))
}

/** With a route back by the device that the packet comes in by. */
const WITH_WAY_BACK = [
  ['inet inp 134', 'no'],
  ['inet inp 135', 'no'],
  ['netdev a 16', 'no'],
  ['ip r 164', 'accept'],
  ['ip r 165', 'accept'],
  ['ip r 167', 'no'],
] as const

const rulesOf = (tables: readonly Table[]): Map<string, { table: Table; rule: Rule }> =>
  new Map(
    tables.flatMap((table) =>
      [...table.chains.values()].flatMap(({ name, rules }) =>
        rules.map((rule) => [`${table.family} ${name} ${rule.handle}`, { table, rule }] as const),
      ),
    ),
  )

/** `inet inp 51: accept | no ⇐ ip saddr vmap @vm`: for IPv4, and for IPv6 where that differs. */
const OUTCOMES = recording('outcomes')
  .trim()
  .split('\n')
  .map((line) => {
    const [, at = '', outcomes = '', text = ''] = /^(.*?): (.*) ⇐ (.*)$/.exec(line) ?? []
    const [four = '', six = four] = outcomes.split(' | ')
    return { at, text, four, six }
  })

/** 1.0.6 has no JSON for what changes a map: it prints the statement's text, which is not taken apart. */
const IN_WORDS = OUTCOMES.filter(({ at }) => ['ip r 42', 'ip r 43'].includes(at))
const IN_JSON = OUTCOMES.filter((one) => !IN_WORDS.includes(one))

describe.each(['1.0.6', '1.1.3'])('what a rule of nft %s does with a SYN to port 22', (version) => {
  const rules = rulesOf(tablesOf(version))

  it('has every rule', () => expect([...rules.keys()]).toEqual(OUTCOMES.map(({ at }) => at)))

  it.each(version === '1.0.6' ? IN_WORDS : [])('$at: $text', ({ at, text }) => {
    const { table, rule } = rules.get(at) ?? {}
    const found = table && rule && outcome(table, rule, tracked(PACKETS[4]))
    expect(found).toBe(`may continue (${text} was not printed as JSON)`)
  })

  it.each(WITH_WAY_BACK)('knows the way back: %s → %s', (at, expected) => {
    const { table, rule } = rules.get(at) ?? {}
    if (!table || !rule) throw new Error(`no rule ${at}`)
    expect(outcome(table, rule, { ...tracked(PACKETS[4]), wayBack: 'eth0' })).toBe(expected)
  })

  it.each(version === '1.0.6' ? IN_JSON : OUTCOMES)('$at: $text', ({ at, text, four, six }) => {
    const { table, rule } = rules.get(at) ?? {}
    if (!table || !rule) throw new Error(`no rule ${at}`)
    if (version === '1.1.3') expect(rule.text).toBe(text)
    const outcomes = [outcome(table, rule, tracked(PACKETS[4])), outcome(table, rule, tracked(PACKETS[6]))]
    expect(outcomes).toEqual([four, six])
  })
})
