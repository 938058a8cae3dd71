import { defineCause } from '../define.ts'
import { quoteSocket, theirSockets, tries } from '../reading/network.ts'
import { describeFlow } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

/** A greeting is shorter, and a list of algorithms longer. */
const BIG_BYTES = 500
/** A connection that stalls at its first big packets has not had more than this acknowledged. */
const EARLY_BYTES = 4_096
/** So many doublings are seconds without an answer. */
const GIVEN_UP_ON = 3

const ADVICE =
  'On the router before the narrow link: iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu, and let ICMP “fragmentation needed” pass; until then on the host: sudo ip route change … mtu 1280'

export const pmtuBlackhole = defineCause({
  id: 'pmtu-blackhole',
  title: 'The way loses big packets',
  needs: ['network', 'host'],
  also: ['connect', 'client', 'kex', 'small-packets'],
  recognise: ({ network, host, connect, client, kex, 'small-packets': small }) => {
    const stuck = theirSockets(network, connect, client).find(
      ({ sendQ, bytesAcknowledged, timer }) =>
        sendQ > BIG_BYTES && bytesAcknowledged <= EARLY_BYTES && tries(timer) >= GIVEN_UP_ON,
    )
    const passed = small?.outcome === 'passed'
    const stalled = kex?.outcome === 'timed-out' ? kex : undefined
    if (!stuck && !passed) return undefined
    const lost = stuck
      ? `${host.name} sends ${stuck.peer} ${stuck.sendQ} bytes again and again, in packets of up to ${stuck.pathMtu} bytes, and gets no acknowledgement`
      : 'The key exchange stalls'
    return {
      // The one experiment that a firewall which reads along does not pass.
      confidence: passed ? 'proven' : 'likely',
      summary: passed
        ? `${lost}; with packets of at most ${small.maxSegmentBytes} bytes of data it passes at once. The way loses big packets and does not say so.`
        : `${lost}, while smaller ones arrive: the way probably loses big packets and does not say so.`,
      evidence: [
        ...(stalled?.flow ? quoteProbe('kex', describeFlow(stalled.timeoutMs, stalled.flow)) : []),
        ...(passed
          ? quoteProbe('small-packets', `key exchange passed with segments of ${small.maxSegmentBytes} bytes`)
          : []),
        ...(stuck ? quoteSocket(network, stuck) : []),
      ],
      advice: ADVICE,
      affects: stuck && stuck.peer === client?.address ? 'client' : 'vantage',
    }
  },
  suspicion: {
    needs: ['kex', 'small-packets', 'host'],
    recognise: ({ kex, 'small-packets': small, host }) => {
      if (kex.outcome !== 'timed-out' || small.outcome !== 'passed') return undefined
      return {
        confidence: 'likely',
        summary: `The key exchange with ${host.name} stalls, and passes at once with packets of at most ${small.maxSegmentBytes} bytes of data: the way loses big packets and does not say so.`,
        evidence: [
          ...(kex.flow ? quoteProbe('kex', describeFlow(kex.timeoutMs, kex.flow)) : []),
          ...quoteProbe('small-packets', `key exchange passed with segments of ${small.maxSegmentBytes} bytes`),
        ],
        advice: ADVICE,
        affects: 'vantage',
      }
    },
  },
  decide: ({ host }) =>
    `ping -c 3 -M do -s 1472 ${host.address}; ping -c 3 -M do -s 1200 ${host.address} (only the small one is answered: big packets are lost)`,
})
