// How many packets each rule has taken, as the kernel counts them: so that not only the end of a packet's way is compared.
import type { Trace } from '../../src/firewall/trace.ts'
import type { Place } from '../../src/firewall/walk.ts'
import type { Printed } from './rule-set.ts'

/** Packets by rule: `ip filter INPUT 3` in iptables, `inet fw input #7`, by its handle, in nft. */
export type Counters = ReadonlyMap<string, number>

/** Rules of nft count only where they are told to. Those that iptables keeps there are counted as iptables prints them. */
export function countersIn(printed: Printed): Counters {
  const iptables = (['iptables', 'ip6tables', 'iptables-legacy', 'ip6tables-legacy'] as const).flatMap((tool) =>
    iptablesCounters(tool.startsWith('ip6') ? 'ip6' : 'ip', printed[`${tool}-save -c`] ?? ''),
  )
  const nft = nftCounters(printed['nft -j -a list ruleset'])
  return new Map([...iptables, ...nft.filter(([name]) => !KEPT_BY_IPTABLES.test(name))])
}

const KEPT_BY_IPTABLES = /^ip6? (filter|nat|mangle|raw|security) /

/** The first rule that has taken more or fewer packets than the traces say; undefined when all are right. */
export function miscounted(before: Counters, after: Counters, traces: readonly Trace[]): string | undefined {
  const stations = traces.flatMap(({ path }) => path)
  const surely = byRule(stations.filter(({ may }) => may === undefined))
  const maybe = byRule(stations.filter(({ may }) => may !== undefined))
  for (const [name, packets] of after) {
    const kernel = packets - (before.get(name) ?? 0)
    const least = surely.get(name) ?? 0
    const most = least + (maybe.get(name) ?? 0)
    if (kernel < least || kernel > most)
      return `the rule ${name} has taken ${kernel} packets, and by the traces ${least === most ? least : `${least} to ${most}`}`
  }
  return undefined
}

function byRule(stations: readonly Place[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of stations.flatMap(namesOf)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

const namesOf = ({ table, chain, rule }: Place): string[] =>
  rule ? [`${table} ${chain} ${rule.number}`, `${table} ${chain} #${rule.handle}`] : []

function iptablesCounters(family: string, text: string): [string, number][] {
  let table = ''
  const numbers = new Map<string, number>()
  return text.split('\n').flatMap((line): [string, number][] => {
    table = /^\*(\w+)/.exec(line)?.[1] ?? table
    const [, packets, chain] = /^\[(\d+):\d+\] -A (\S+)/.exec(line) ?? []
    // The tracer follows no packet on its way out.
    if (!packets || !chain || chain === 'OUTPUT') return []
    const number = (numbers.get(`${table} ${chain}`) ?? 0) + 1
    numbers.set(`${table} ${chain}`, number)
    return [[`${family} ${table} ${chain} ${number}`, Number(packets)]]
  })
}

interface NftRule {
  family: string
  table: string
  chain: string
  handle: number
  expr: ({ counter?: { packets?: number } | string } & Record<string, unknown>)[]
}

const ENDS = ['accept', 'drop', 'reject', 'return', 'continue', 'jump', 'goto']

function nftCounters(text: string | undefined): [string, number][] {
  if (text === undefined) return []
  const { nftables } = JSON.parse(text) as { nftables: { rule?: NftRule }[] }
  return nftables.flatMap(({ rule }): [string, number][] => {
    const at = rule?.expr.findIndex(({ counter }) => counter !== undefined) ?? -1
    const counter = rule?.expr[at]?.counter
    const packets = typeof counter === 'object' ? counter.packets : undefined
    // What stands before a test also counts what fails it.
    const counts = rule?.expr.slice(at + 1).every((one) => Object.keys(one).every((key) => ENDS.includes(key)))
    return rule && counts && packets !== undefined
      ? [[`${rule.family} ${rule.table} ${rule.chain} #${rule.handle}`, packets]]
      : []
  })
}
