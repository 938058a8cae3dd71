import { familyOf } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import type { Packet } from '../../firewall/packet.ts'
import type { Table } from '../../firewall/rules.ts'
import { type Trace, trace } from '../../firewall/trace.ts'
import { ourSender, packetsOf, type Sender, type WayFacts } from './client-packet.ts'
import { tablesOf, type Untraced } from './firewall-rules.ts'

/**
 * What the host's rules do with the first packet of the sender's connection, or why that cannot be told. Rules that would keep
 * out our own connection, which is in, are not understood: then nothing is said of anybody's.
 */
export function traceOf(sender: Sender, firewall: Answered<'firewall'>, facts: WayFacts): Trace | Untraced {
  const tables = tablesOf(firewall)
  if ('because' in tables) return tables
  const us = ourSender(facts)
  const ours = us && traceIn(tables, us, facts)
  if (ours && 'verdict' in ours && (ours.verdict === 'dropped' || ours.verdict === 'rejected'))
    return { because: `by the rules as they were read our own connection would be ${ours.verdict}, and it is in` }
  return traceIn(tables, sender, facts)
}

function traceIn(tables: readonly Table[], sender: Sender, facts: WayFacts): Trace | Untraced {
  const [first, ...others] = packetsOf(sender, facts).map((packet) => remembered(packet, tables))
  if (!first) return { because: `the host has no IPv${familyOf(sender.source)} address that is known` }
  return others.reduce(eitherTrace, first)
}

const memory = new WeakMap<readonly Table[], Map<string, Trace>>()

/** A dozen causes ask for the same packet. */
function remembered(packet: Packet, tables: readonly Table[]): Trace {
  const traces = memory.get(tables) ?? new Map<string, Trace>()
  memory.set(tables, traces)
  const key = JSON.stringify(packet)
  const known = traces.get(key) ?? trace(packet, tables)
  traces.set(key, known)
  return known
}

/** One trace for packets of which nobody knows which it is: the first one's, as far as they agree. */
function eitherTrace(one: Trace, other: Trace): Trace {
  if (one.verdict === other.verdict && one.verdict !== 'unclear') return one
  const doubt = `which address and port a NAT before the host gives it is not known: ${toOf(one)} or ${toOf(other)}`
  const decisions = [...one.decisions, ...other.decisions].map((decision) => ({
    ...decision,
    because: [doubt, ...decision.because],
  }))
  return { ...one, verdict: 'unclear', decisions }
}

const toOf = ({ packet: { destination, destinationPort } }: Trace): string => `${destination} port ${destinationPort}`
