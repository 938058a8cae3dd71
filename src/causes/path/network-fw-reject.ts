import { defineCause } from '../define.ts'
import { answeredElsewhere, hopThatRefused, saysNoWay } from '../reading/network.ts'
import { describeAnswer, describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

/** What neighbour discovery in vain looks like; host-down-l2 reads it. */
const NOBODY_THERE = ['host-unreachable', 'address-unreachable']

export const networkFwReject = defineCause({
  id: 'network-fw-reject',
  title: 'A firewall on the way refuses the connection',
  needs: ['connect', 'host'],
  also: ['control', 'network'],
  recognise: ({ connect, host, control, network }) => {
    const hop = hopThatRefused(connect, network)
    if (!hop || saysNoWay(hop, connect, control)) return undefined
    if (NOBODY_THERE.includes(hop.icmp.name) && !answeredElsewhere(connect, control)) return undefined
    const open = answeredElsewhere(connect, control) ? ` Other ports of ${host.name} can be reached.` : ''
    return {
      // Only the host knows whether that address is one of its own.
      confidence: network ? 'proven' : 'likely',
      summary: `${hop.offender}, a router or firewall on the way, refuses connections to port ${host.port} of ${host.name} (ICMP ${hop.icmp.name}).${open}`,
      evidence: [
        ...quoteProbe('connect', describeAttempt(connect)),
        ...(control ? quoteProbe('control', `TCP port ${control.port}: ${describeAnswer(control)}`) : []),
      ],
      advice: `Ask whoever runs ${hop.offender} to let this vantage through to ${connect.address} port ${host.port}`,
      affects: 'vantage',
    }
  },
  decide: ({ host }) =>
    `On the host’s console: ip -br address (does the address that refused stand there? Then ${host.name} itself refuses: sudo nft list ruleset)`,
})
