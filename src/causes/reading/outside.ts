import { answerOf, type Evidence } from '../../domain/evidence.ts'
import type { Answered, ConnectAnswer, Flow } from '../../domain/observation.ts'

/** What a connection attempt saw, as one line a person can read. */
export function describeAttempt(connect: Answered<'connect'>): string {
  const attempt = connect.attempts.find(({ address }) => address === connect.address)
  const after = attempt ? ` after ${attempt.ms} ms` : ''
  return `TCP ${connect.address} port ${connect.port}: ${describeAnswer(connect)}${after}`
}

export function describeAnswer(answer: ConnectAnswer): string {
  switch (answer.outcome) {
    case 'connected':
      return 'connected'
    case 'reset':
      return 'reset while connecting'
    case 'timed-out':
      return `no answer within ${answer.timeoutMs} ms`
    case 'refused':
      return answer.by === 'icmp' ? `refused by ${describeIcmp(answer)}` : refusedBy(answer.by)
    case 'unreachable':
      return answer.by === 'icmp'
        ? `unreachable by ${describeIcmp(answer)}`
        : `unreachable (${answer.code}, from our own kernel)`
  }
}

const refusedBy = (by: 'rst' | 'unknown') => (by === 'rst' ? 'refused by a TCP reset' : 'refused')

const describeIcmp = ({ icmp, offender }: Extract<ConnectAnswer, { by: 'icmp' }>) =>
  `ICMP ${icmp.name} (type ${icmp.type} code ${icmp.code}) from ${offender}`

/** Nothing listens there, as far as a refusal can tell: the target's own kernel reset the connection. */
export const isReset = (connect: Answered<'connect'>): boolean => connect.outcome === 'refused' && connect.by !== 'icmp'

/** The server's kernel sent its SYN-ACK again while it waited: our acknowledgement does not reach it. */
export const repeatsHandshake = (banner: Answered<'banner'>): boolean =>
  banner.outcome === 'silent' && banner.flow?.bytesReceived === 0 && banner.flow.segmentsReceived > 1

/** What our own kernel knew of a connection that went silent, as one line. */
export const describeFlow = (waitedMs: number, flow: Flow): string =>
  `nothing for ${waitedMs} ms: ${flow.bytesReceived} bytes came in ${flow.segmentsReceived} segments, ${flow.bytesAcknowledged} bytes of ours were acknowledged, ${flow.segmentsUnacknowledged} segments were not (retried ${flow.backoff} times)`

/** Whether we saw the door closed ourselves, before any session. That our own login is refused says nothing about somebody else's. */
export function isKeptOut(evidence: Evidence): boolean {
  const connect = answerOf(evidence, 'connect')
  const banner = answerOf(evidence, 'banner')
  const login = answerOf(evidence, 'login')
  if (connect && connect.outcome !== 'connected') return true
  if (banner && /^(closed|refusal-text|not-ssh)$/.test(banner.outcome)) return true
  if (login?.outcome !== 'denied' && login?.outcome !== 'disconnected') return false
  return evidence.user === undefined || evidence.user === login.user
}
