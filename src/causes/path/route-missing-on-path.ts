import { defineCause } from '../define.ts'
import { hopThatRefused, saysNoWay } from '../reading/network.ts'
import { describeAnswer, describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

export const routeMissingOnPath = defineCause({
  id: 'route-missing-on-path',
  title: 'A router on the way knows no route to the host',
  needs: ['connect', 'host'],
  also: ['control', 'network'],
  recognise: ({ connect, host, control, network }) => {
    const hop = hopThatRefused(connect, network)
    if (!hop || !saysNoWay(hop, connect, control)) return undefined
    const isSurelyUp =
      control !== undefined &&
      control.outcome !== 'timed-out' &&
      network?.addresses.some(({ address }) => address === connect.address)
    return {
      // A rule may be told to give the same answer. When the host is seen to be up and to have the address, it is the way there.
      confidence: isSurelyUp ? 'proven' : 'likely',
      summary: `The router ${hop.offender} says that it knows no way to ${host.name} (${connect.address}): ICMP ${hop.icmp.name}, on every port that was tried.`,
      evidence: [
        ...quoteProbe('connect', describeAttempt(connect)),
        ...(control ? quoteProbe('control', `TCP port ${control.port}: ${describeAnswer(control)}`) : []),
      ],
      advice: `On ${hop.offender}: ip route get ${connect.address} (a route that is missing, unreachable or prohibited), then mend that route`,
      affects: 'vantage',
    }
  },
  masks: ['network-fw-reject'],
  decide: ({ host }) => `traceroute -T -p ${host.port} ${host.address}; on the last hop: ip route get ${host.address}`,
})
