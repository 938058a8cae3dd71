import { isMay } from '../../../src/firewall/answer.ts'
import { arriving, type Packet, type Passing } from '../../../src/firewall/packet.ts'
import type { OneOf, Rule, Step, Table, Verdict } from '../../../src/firewall/rules.ts'

/** A client's first packet, in both versions of IP. */
export const PACKETS = {
  4: {
    family: 4,
    source: '203.0.113.7',
    destination: '192.0.2.10',
    sourcePort: undefined,
    destinationPort: 22,
    device: 'eth0',
    bridgePort: null,
    sourceMac: '52:54:00:aa:00:01',
    hostAddresses: ['192.0.2.10', '2001:db8:a::10'],
  },
  6: {
    family: 6,
    source: '2001:db8:b::7',
    destination: '2001:db8:a::10',
    sourcePort: undefined,
    destinationPort: 22,
    device: 'eth0',
    bridgePort: null,
    sourceMac: '52:54:00:aa:00:01',
    hostAddresses: ['192.0.2.10', '2001:db8:a::10'],
  },
} as const satisfies Record<4 | 6, Packet>

/** As chains after connection tracking see it. */
export const tracked = (packet: Packet): Passing => ({ ...arriving(packet), tracking: 'new' })

export const rulesOf = (tables: readonly Table[]): Rule[] =>
  tables.flatMap(({ chains }) => [...chains.values()].flatMap(({ rules }) => rules))

/** `no`, `accept`, `may drop (limit counts packets)`, `goes on`; what it changes stands before. */
export function outcome({ steps }: Pick<Rule, 'steps'>, packet: Passing): string {
  const doubts: string[] = []
  let [here, does] = [packet, '']
  for (const step of steps) {
    const taken = take(step, here)
    if (taken === 'no') return 'no'
    if (taken.doubt !== undefined) doubts.push(taken.doubt)
    if (taken.packet) here = taken.packet
    does = taken.does ?? does
    if (taken.does !== undefined && taken.does !== 'continue') break
  }
  const changes = [
    here.mark !== packet.mark ? `mark ${here.mark}` : '',
    here.connectionMark !== packet.connectionMark ? `ct mark ${here.connectionMark}` : '',
  ]
  const why = doubts.length > 0 ? [`(${doubts.join('; ')})`] : []
  return [doubts.length > 0 ? 'may' : '', ...changes, does || 'go on', ...why].filter(Boolean).join(' ')
}

function take(step: Step, packet: Passing): 'no' | { doubt?: string; packet?: Passing; does?: string } {
  if ('change' in step) return { packet: step.change(packet) }
  if ('test' in step) {
    const answer = step.test(packet)
    if (isMay(answer)) return { doubt: answer.may }
    return answer ? {} : 'no'
  }
  const decided = step.decide(packet)
  if (!decided) return 'no'
  return 'oneOf' in decided ? { doubt: decided.why, does: all(decided) } : { does: inWords(decided) }
}

const all = ({ oneOf }: OneOf): string => oneOf.map((one) => (one ? inWords(one) : 'nothing')).join(' or ')

function inWords(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'reject':
      return verdict.rejection.by === 'icmp' ? `icmp ${verdict.rejection.type}/${verdict.rejection.code}` : 'reset'
    case 'jump':
    case 'goto':
      return `${verdict.verdict} ${verdict.chain}`
    case 'dnat':
      return `dnat ${verdict.address ?? ''} ${verdict.port ?? ''}`.trim()
    case 'redirect':
      return `redirect ${verdict.port ?? ''}`.trim()
    case 'unknown':
      return `unknown: ${verdict.why}`
    default:
      return verdict.verdict
  }
}
