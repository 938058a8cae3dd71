import { judge, type KeptOut } from '../causes/reading/kept-out.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { About, State } from './define.ts'

export interface Passage {
  ip: string
  port: string
}

export const aboutPassage = ({ ip, port }: Passage): About => ({ client: ip, port: Number(port) })

/**
 * Whether the host's rules keep the address out of the port, by the same walk through them as the diagnosis. `misfit`: why this
 * remedy is not for the rule that decides, if it is not.
 */
export function passageState(
  evidence: Evidence,
  { ip, port }: Passage,
  misfit: (out: KeptOut) => string | undefined,
): State {
  const firewall = answerOf(evidence, 'firewall')
  if (!firewall) return { state: 'unknown', because: 'the firewall’s rules could not be read' }
  if (evidence.client?.address !== ip || evidence.host.port !== Number(port))
    return { state: 'unknown', because: 'the rules were judged for somebody else' }
  const judgement = judge({ firewall, ...othersIn(evidence), client: { address: ip }, host: { port: Number(port) } })
  if (judgement.kind === 'open')
    return { state: 'unknown', because: `it is not certain what the rules do: ${judgement.because}` }
  if (judgement.kind === 'elsewhere')
    return { state: 'unknown', because: `a NAT rule sends what comes to port ${port} somewhere else` }
  if (judgement.kind === 'gets-in')
    return { state: 'gone', detail: `no rule keeps ${ip} out of port ${port}`, facts: { keptOutBy: null } }
  const why = misfit(judgement)
  const { words } = judgement
  if (why !== undefined) return { state: 'unknown', because: `${why}: ${words}` }
  return { state: 'holds', detail: `${ip} is kept out of port ${port} by ${words}`, facts: { keptOutBy: words } }
}

const othersIn = (evidence: Evidence) => ({
  connect: answerOf(evidence, 'connect'),
  resolve: answerOf(evidence, 'resolve'),
  addresses: answerOf(evidence, 'addresses'),
  network: answerOf(evidence, 'network'),
  sessions: answerOf(evidence, 'sessions'),
  ufw: answerOf(evidence, 'ufw'),
  limits: answerOf(evidence, 'limits'),
})
