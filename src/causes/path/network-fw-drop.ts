import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { reachableOn } from '../reading/listening.ts'
import { answeredElsewhere, isDirect, waysOf } from '../reading/network.ts'
import { describeAnswer, describeAttempt } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const networkFwDrop = defineCause({
  id: 'network-fw-drop',
  title: 'A firewall on the way drops the connection',
  needs: ['connect', 'network', 'listeners', 'firewall', 'host'],
  also: ['control'],
  recognise: ({ connect, network, listeners, firewall, host, control }) => {
    if (connect.outcome !== 'timed-out' || !wouldAnswer({ connect, network, listeners, firewall, host }))
      return undefined
    // A host that is off is silent on every port: only another port that answered shows that it was up at that time.
    const wasUp = answeredElsewhere(connect, control)
    return {
      confidence: wasUp && isDirect(network, connect) ? 'proven' : 'likely',
      summary: wasUp
        ? `Port ${host.port} of ${host.name} is silent from here although the host would answer, and its port ${control?.port} did: something on the way drops port ${host.port}.`
        : `Nothing of ${host.name} answers here, although it listens on port ${host.port} and drops nothing: something on the way drops the packets, unless the host was off at that time.`,
      evidence: [
        ...quoteProbe('connect', describeAttempt(connect)),
        ...(control ? quoteProbe('control', `TCP port ${control.port}: ${describeAnswer(control)}`) : []),
        ...quoteLines(listeners, (line) => new RegExp(`:${host.port}\\s`).test(line)),
      ],
      advice: `Ask whoever runs the firewalls on the way to let this vantage through to ${connect.address} port ${host.port}`,
      affects: 'vantage',
    }
  },
  excludedBy: { connect: 'connected' },
  decide: ({ host }) =>
    `On the host’s console: sudo tcpdump -ni any tcp port ${host.port} (a SYN arrives: the host drops it; none: the path does)`,
})

interface Seen {
  connect: Answered<'connect'>
  network: Answered<'network'>
  listeners: Answered<'listeners'>
  firewall: Answered<'firewall'>
  host: { port: number }
}

/** Whether a SYN that reaches the host would be answered: nothing on it is known to swallow one. */
function wouldAnswer({ connect, network, listeners, firewall, host }: Seen): boolean {
  const open = reachableOn(listeners, host.port)
  const { back, arrivals } = waysOf(network, connect)
  return (
    open.length > 0 &&
    open.every(({ recvQ, sendQ }) => recvQ <= sendQ) &&
    firewall.blocking.length === 0 &&
    firewall.dropPolicies.length === 0 &&
    back.every(({ error }) => error === undefined) &&
    arrivals.every(({ accepted }) => accepted) &&
    network.neighbour !== 'FAILED' &&
    network.neighbour !== 'INCOMPLETE'
  )
}
