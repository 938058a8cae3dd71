import { defineCause } from '../define.ts'
import { quoteSocket, theirSockets, tries } from '../reading/network.ts'
import { describeFlow } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

/** So many doublings are seconds without an answer. */
const GIVEN_UP_ON = 3

export const dpiDropsSsh = defineCause({
  id: 'dpi-drops-ssh',
  title: 'Something on the way swallows the SSH greeting',
  needs: ['network', 'host'],
  also: ['connect', 'client', 'banner'],
  recognise: ({ network, host, connect, client, banner }) => {
    // Where the greeting comes through to us now, what is still sent to us in vain is left of an outage that is over.
    const us = banner?.outcome === 'banner' ? undefined : connect
    const stuck = theirSockets(network, us, client).find(
      // Not even the identification line was taken, which goes first and is too short for a narrow link to lose (RFC 4253, 4.2).
      ({ sendQ, bytesAcknowledged, timer }) => sendQ > 1 && bytesAcknowledged <= 1 && tries(timer) >= GIVEN_UP_ON,
    )
    if (!stuck) return undefined
    return {
      // One look at a connection under way: a way that only loses much just then looks the same.
      confidence: 'likely',
      summary: `The handshake with ${stuck.peer} completed, and then the greeting of ${host.name} was sent ${tries(stuck.timer)} times in vain: something on the way swallows it, probably because it is SSH.`,
      evidence: quoteSocket(network, stuck),
      advice: `Ask whoever runs the firewall or inspection on the way to ${stuck.peer} to let SSH pass; a VPN or a relay on port 443 goes around it`,
      affects: stuck.peer === client?.address ? 'client' : 'vantage',
    }
  },
  suspicion: {
    needs: ['banner', 'kex', 'host'],
    recognise: ({ banner, kex, host }) => {
      if (banner.outcome !== 'banner' || kex.outcome !== 'timed-out' || !kex.flow) return undefined
      const { bytesAcknowledged, segmentsUnacknowledged, backoff } = kex.flow
      if (bytesAcknowledged > 1 || segmentsUnacknowledged === 0 || backoff < GIVEN_UP_ON) return undefined
      return {
        confidence: 'likely',
        summary: `${host.name} greets us, and our own greeting of a few bytes never arrives: something on the way swallows it, probably because it is SSH.`,
        evidence: [...quoteProbe('banner', banner.line), ...quoteProbe('kex', describeFlow(kex.timeoutMs, kex.flow))],
        advice:
          'Ask whoever runs the firewall or inspection on the way to let SSH pass; a VPN or a relay on port 443 goes around it',
        affects: 'vantage',
      }
    },
  },
  excludedBy: { connect: 'refused' },
  decide: ({ host }) => `ss -tno state all 'sport = :${host.port}' (Send-Q above 0 with a timer: the greeting is lost)`,
})
