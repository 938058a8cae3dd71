import type { UfwRule } from '../domain/inside.ts'
import { type Ownership, ownershipOf } from '../firewall/owner.ts'
import type { Rejection } from '../firewall/rules.ts'
import type { Decision, Trace } from '../firewall/trace.ts'

/** What a trace comes to: whether the packet gets in, as far as the rules tell. */
export type Outcome = 'in' | 'out' | 'unsure'

const KEPT_OUT: readonly string[] = ['dropped', 'rejected']

/** What NAT sends to another host gets in nowhere here, and what becomes of it there is not known. */
export function outcomeOf({ decisions }: Trace): Outcome {
  if (decisions.every(({ verdict }) => verdict === 'accepted')) return 'in'
  return decisions.every(({ verdict }) => KEPT_OUT.includes(verdict)) ? 'out' : 'unsure'
}

/** The whole trace in one clause: `dropped by ufw rule 3: 22/tcp DENY IN 203.0.113.0/24`. */
export function summaryOf(trace: Trace, ufw: readonly UfwRule[]): string {
  const said = [...new Set(trace.decisions.map((decision) => decisionWords(decision, trace, ufw)))]
  if (outcomeOf(trace) !== 'unsure') return said.join(', or ')
  const doubts = [...new Set(trace.decisions.flatMap(({ because }) => because))]
  const [only = ''] = said
  if (said.length === 1 && doubts.length === 0) return only
  return `cannot be told: ${said.join(', or ')}${doubts.length > 0 ? ` (${doubts.join('; ')})` : ''}`
}

/** `rejected (port-unreachable) by firewalld’s zone public: …`, `accepted: no rule keeps it out` */
export function decisionWords(decision: Decision, trace: Trace, ufw: readonly UfwRule[]): string {
  const what = outcomeWords(decision, trace)
  const owned = ownershipIn(decision, trace, ufw)
  return owned ? `${what} by ${owned.words}` : `${what}: no rule keeps it out`
}

/** That a chain's policy lets it pass is nobody's doing. */
export function ownershipIn({ verdict, at }: Decision, trace: Trace, ufw: readonly UfwRule[]): Ownership | undefined {
  return at && (at.rule || verdict !== 'accepted') ? ownershipOf(at, trace, ufw) : undefined
}

function outcomeWords({ verdict, rejection, to }: Decision, { packet }: Trace): string {
  if (verdict === 'unknown') return 'left to what is not modelled'
  if (verdict === 'rejected' && rejection) return `rejected (${rejectionName(rejection, packet.family)})`
  if (verdict !== 'forwarded') return verdict
  return `sent on to ${to?.address ?? 'an address that is not known'} port ${to?.port ?? 'unknown'}`
}

const ICMP: Record<number, string> = {
  0: 'net-unreachable',
  1: 'host-unreachable',
  2: 'protocol-unreachable',
  3: 'port-unreachable',
  9: 'net-prohibited',
  10: 'host-prohibited',
  13: 'admin-prohibited',
}
const ICMP6: Record<number, string> = {
  0: 'no-route',
  1: 'admin-prohibited',
  3: 'address-unreachable',
  4: 'port-unreachable',
  5: 'policy-fail',
  6: 'reject-route',
}

export function rejectionName(rejection: Rejection, family: 4 | 6): string {
  if (rejection.by === 'tcp-reset') return 'tcp-reset'
  const { type, code } = rejection
  return (family === 4 ? ICMP : ICMP6)[code] ?? `ICMP type ${type} code ${code}`
}
