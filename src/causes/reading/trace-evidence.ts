import type { Address } from '../../domain/address.ts'
import { answerOf, type Evidence, observationOf } from '../../domain/evidence.ts'
import type { Trace } from '../../firewall/trace.ts'
import { traceOf } from './firewall-trace.ts'

/** What the host's rules do with a client's first packet, or why that cannot be told. */
export function traceOfEvidence(evidence: Evidence, source: Address): Trace | { because: string } {
  const firewall = answerOf(evidence, 'firewall')
  if (!firewall) return { because: whyUnread(evidence) }
  const { host, client } = evidence
  return traceOf({ source }, firewall, {
    host,
    client,
    connect: answerOf(evidence, 'connect'),
    resolve: answerOf(evidence, 'resolve'),
    addresses: answerOf(evidence, 'addresses'),
    network: answerOf(evidence, 'network'),
    sessions: answerOf(evidence, 'sessions'),
  })
}

function whyUnread(evidence: Evidence): string {
  const firewall = observationOf(evidence, 'firewall')
  if (firewall?.outcome === 'skipped') return `the host’s rules could not be read: ${firewall.because}`
  return 'the host’s rules could not be read'
}
