import { defineCause } from '../define.ts'
import { isHalfOpen, quoteSocket, theirSockets } from '../reading/network.ts'
import { repeatsHandshake } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

export const asymmetricStatefulFw = defineCause({
  id: 'asymmetric-stateful-fw',
  title: 'The handshake never completes: one direction is lost',
  needs: ['network', 'listeners', 'host'],
  also: ['connect', 'client'],
  recognise: ({ network, listeners, host, connect, client }) => {
    const ours = connect?.outcome === 'connected' ? connect.localAddress : undefined
    const stuck = theirSockets(network, connect, client).filter(isHalfOpen)
    const halfOpen = stuck.find(({ peer }) => peer === ours) ?? stuck[0]
    if (!halfOpen) return undefined
    // A full queue keeps handshakes from completing too.
    if (listeners.listeners.some(({ port, recvQ, sendQ }) => port === host.port && recvQ > sendQ && sendQ > 0))
      return undefined
    const evidence = quoteSocket(network, halfOpen)
    if (connect && halfOpen.peer === ours)
      return {
        confidence: 'proven',
        summary: `${host.name} answers ${halfOpen.peer}, and never hears the acknowledgement: a stateful firewall on the way there sees one half of the connection only, and drops the rest.`,
        evidence: [...quoteProbe('connect', `TCP ${connect.address} port ${connect.port}: connected`), ...evidence],
        advice: `Send both directions the same way: on the host, ip route get ${halfOpen.peer} must leave by the link where the connection came in (ip rule add from ${connect.address} table …)`,
        affects: 'vantage',
      }
    return {
      confidence: 'likely',
      summary: `${halfOpen.peer} knocks at port ${host.port}, ${host.name} answers again and again, and hears nothing more: what it sends, or what comes back, is lost on the way.`,
      evidence,
      advice: `ip route get ${halfOpen.peer} (must leave by the link where the connection came in); then ask whoever runs the firewalls on the way`,
      affects: 'client',
    }
  },
  suspicion: {
    needs: ['connect', 'banner', 'host'],
    recognise: ({ connect, banner, host }) => {
      if (connect.outcome !== 'connected' || banner.outcome !== 'silent' || !repeatsHandshake(banner)) return undefined
      return {
        confidence: 'likely',
        summary: `${host.name} repeats its part of the handshake and says nothing else: what we send does not reach it, so a firewall on the way there probably sees one direction only.`,
        evidence: quoteProbe(
          'banner',
          `no byte within ${banner.waitedMs} ms, and ${banner.flow?.segmentsReceived} segments: the SYN-ACK came again and again`,
        ),
        advice: `On the host’s console: ss -tno state syn-recv 'sport = :${host.port}' (our address stays there), ip route get ${connect.localAddress}`,
        affects: 'vantage',
      }
    },
  },
  excludedBy: { connect: 'refused' },
  decide: ({ host }) => `ss -tno state syn-recv 'sport = :${host.port}'`,
})
