// What the kernel itself says about each packet's way: the rule that decided, as `nft monitor trace` names it.
import type { LabHost } from '../host.ts'

/** A rule by its number in its chain, or the policy of the chain. */
export interface Decided {
  table: string
  chain: string
  rule: number | 'policy'
}

/** By the source port of the packet. What iptables-legacy and ingress chains decide is not in it. */
export type DecidedBy = ReadonlyMap<number, Decided>

const TRACE = '/run/rule-sets.trace'

/** Has the kernel tell about every SYN from now on. The table for it is no part of what was loaded before. */
export const startTracing = (host: LabHost): Promise<string> =>
  host.exec(`
    nft -f - <<'END'
table inet seen {
  chain seen {
    type filter hook prerouting priority -450; policy accept;
    tcp flags syn / fin,syn,rst,ack meta nftrace set 1
  }
}
END
    setsid stdbuf -oL nft -a monitor trace >${TRACE} 2>/dev/null </dev/null &
    echo $! >${TRACE}.pid
    sleep 0.5`)

export async function stopTracing(host: LabHost): Promise<DecidedBy> {
  const printed = await host.exec(`kill $(cat ${TRACE}.pid); cat ${TRACE}; nft delete table inet seen`)
  const handles = numbersOfRules(await host.exec('nft -j -a list ruleset'))
  return decidedIn(printed, handles)
}

const SAID = /^trace id ([0-9a-f]+) (\S+ \S+) (\S+) (packet:|rule|policy|verdict) ?(.*)$/

/** The last word about a packet is the one that decided. */
function decidedIn(printed: string, numbers: ReadonlyMap<string, number>): DecidedBy {
  const ports = new Map<string, number>()
  const decided = new Map<number, Decided>()
  for (const line of printed.split('\n')) {
    const [, id = '', table = '', chain = '', what = '', rest = ''] = SAID.exec(line) ?? []
    const port = / tcp sport (\d+)/.exec(rest)?.[1]
    if (what === 'packet:' && port) ports.set(id, Number(port))
    const rule = table === 'inet seen' ? undefined : deciding(what, rest, `${table} ${chain}`, numbers)
    const known = ports.get(id)
    if (known !== undefined && rule !== undefined) decided.set(known, { table, chain, rule })
  }
  return decided
}

function deciding(what: string, rest: string, place: string, numbers: ReadonlyMap<string, number>) {
  if (what === 'policy') return what
  const handle = /# handle (\d+) \(verdict (?:accept|drop|queue)\)$/.exec(rest)?.[1]
  return what === 'rule' ? numbers.get(`${place} ${handle}`) : undefined
}

function numbersOfRules(json: string): Map<string, number> {
  const numbers = new Map<string, number>()
  const counts = new Map<string, number>()
  for (const { rule } of JSON.parse(json).nftables) {
    if (!rule) continue
    const place = `${rule.family} ${rule.table} ${rule.chain}`
    const number = (counts.get(place) ?? 0) + 1
    counts.set(place, number)
    numbers.set(`${place} ${rule.handle}`, number)
  }
  return numbers
}
