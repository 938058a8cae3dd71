import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

/**
 * Neighbour discovery gives up after three tries of one second, sooner when somebody else had asked before us; a rejecting rule
 * answers within a round trip.
 */
const LONGER_THAN_A_RULE_MS = 500

export const hostDownL2 = defineCause({
  id: 'host-down-l2',
  title: 'No machine answers at this address',
  needs: ['connect', 'host'],
  recognise: ({ connect, host }) => {
    const by = silentNeighbour(connect)
    if (!by) return undefined
    return {
      confidence: by === 'this vantage' ? 'proven' : 'likely',
      summary: `${host.name} (${connect.address}) is off or off the network: ${by} asked for it on the last link, and no machine answered.`,
      evidence: quoteProbe('connect', describeAttempt(connect)),
      advice: 'Look at its power state or console: is it running, and does it have this address? (ip -br addr)',
      affects: 'everybody',
    }
  },
  decide: ({ host }) => `ip neigh show ${host.address}`,
})

/** Who looked for the host on the last link in vain: this vantage itself, or a router. */
export function silentNeighbour(connect: Answered<'connect'>): string | undefined {
  if (connect.outcome !== 'unreachable') return undefined
  const attempt = connect.attempts.find(({ address }) => address === connect.address)
  if (!attempt || attempt.ms < LONGER_THAN_A_RULE_MS) return undefined
  if (connect.by === 'local') return connect.code === 'EHOSTUNREACH' ? 'this vantage' : undefined
  if (connect.icmp.name !== 'host-unreachable' && connect.icmp.name !== 'address-unreachable') return undefined
  return connect.offender === localAddressOf(connect) ? 'this vantage' : `the router ${connect.offender}`
}

const localAddressOf = (connect: Answered<'connect'>): string | undefined =>
  connect.outcome === 'unreachable' && connect.by === 'icmp' ? connect.localAddress : undefined
