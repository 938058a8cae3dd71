import type { SshSocket } from '../../domain/inside/network.ts'
import type { Answered, Flow } from '../../domain/observation.ts'
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

const IN_VAIN = ['proven', 'the way loses big packets and does not say so'] as const
const IN_DOUBT = ['possible', 'the way may lose big packets, or the host was slow for a moment'] as const

export const pmtuBlackhole = defineCause({
  id: 'pmtu-blackhole',
  title: 'The way loses big packets',
  needs: ['kex', 'host'],
  also: ['network', 'connect', 'client', 'small-packets', 'script'],
  recognise: ({ kex, host, network, connect, client, 'small-packets': small, script }) => {
    const stuck = network && theirSockets(network, connect, client).find(isStuckEarly)
    const quoted = network && stuck ? quoteSocket(network, stuck) : []
    if (kex.outcome === 'timed-out' && small?.outcome === 'passed') {
      // The experiment alone may be a slow moment of the host; what is still sent in vain is not.
      const [confidence, meaning] = stuck || isStuck(kex.flow) ? IN_VAIN : IN_DOUBT
      return {
        confidence,
        summary: `The key exchange with ${host.name} stalls, and passes with packets of at most ${small.maxSegmentBytes} bytes of data: ${meaning}.`,
        evidence: [...quoteStall(kex), ...quoteSmall(small), ...quoted],
        advice: ADVICE,
        affects: 'vantage',
      }
    }
    if (script?.outcome === 'failed' && isStuck(script.flow))
      return {
        confidence: 'likely',
        summary: `We got in to ${host.name} with small packets, and the first big ones were never acknowledged: the way probably loses them and does not say so.`,
        evidence: quoteProbe('script', describeFlow(script.ms, script.flow)),
        advice: ADVICE,
        affects: 'vantage',
      }
    if (!stuck) return undefined
    return {
      confidence: 'likely',
      summary: `${host.name} sends ${stuck.peer} ${stuck.sendQ} bytes again and again, in packets of up to ${stuck.pathMtu} bytes, and gets no acknowledgement, while smaller ones arrived: the way probably loses big packets.`,
      evidence: quoted,
      advice: ADVICE,
      affects: stuck.peer === client?.address ? 'client' : 'vantage',
    }
  },
  decide: ({ host }) =>
    `ping -c 3 -M do -s 1472 ${host.address}; ping -c 3 -M do -s 1200 ${host.address} (only the small one is answered: big packets are lost)`,
})

const isStuckEarly = ({ sendQ, bytesAcknowledged, timer }: SshSocket): boolean =>
  sendQ > BIG_BYTES && bytesAcknowledged > 1 && bytesAcknowledged <= EARLY_BYTES && tries(timer) >= GIVEN_UP_ON

/** What we send goes nowhere, after a beginning that did arrive. */
const isStuck = (flow: Flow | undefined): flow is Flow =>
  flow !== undefined &&
  flow.segmentsUnacknowledged > 0 &&
  flow.backoff >= GIVEN_UP_ON &&
  flow.bytesAcknowledged > 1 &&
  flow.bytesAcknowledged <= EARLY_BYTES

const quoteStall = (kex: Answered<'kex'>) =>
  kex.outcome === 'timed-out' && kex.flow ? quoteProbe('kex', describeFlow(kex.timeoutMs, kex.flow)) : []

const quoteSmall = ({ maxSegmentBytes }: Answered<'small-packets'>) =>
  quoteProbe('small-packets', `the key exchange passed with segments of ${maxSegmentBytes} bytes`)
