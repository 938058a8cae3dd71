import { defineCause } from '../define.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'
import { failedWithin, isPlainlyMissing, quoteRoute } from '../reading/vantage.ts'

export const bastionNoRoute = defineCause({
  id: 'bastion-no-route',
  title: 'The vantage has no route to the host',
  needs: ['connect', 'vantage-route', 'vantage'],
  recognise: ({ connect, 'vantage-route': route, vantage }) => {
    if (route.outcome !== 'refused' || !failedWithin(connect) || !isPlainlyMissing(route)) return undefined
    return {
      confidence: 'proven',
      summary: `${vantage} itself has no route to ${connect.address}, so nothing was sent; what the host would say is not known.`,
      evidence: [...quoteProbe('connect', describeAttempt(connect)), ...quoteRoute(route, [])],
      advice: `On ${vantage}: look at “ip -br addr; ip route”, and bring up the VPN, the interface or the default route; then ip route get ${connect.address}`,
      affects: 'vantage',
    }
  },
  suspicion: {
    needs: ['connect', 'vantage'],
    recognise: ({ connect, vantage }) => {
      if (failedWithin(connect) !== 'ENETUNREACH') return undefined
      return {
        confidence: 'likely',
        summary: `${vantage} seems to have no route to ${connect.address}: its own kernel refused at once.`,
        evidence: quoteProbe('connect', describeAttempt(connect)),
        advice: `On ${vantage}: ip route get ${connect.address}`,
        affects: 'vantage',
      }
    },
  },
  excludedBy: { connect: 'connected' },
  decide: ({ host }) => `On the vantage: ip route get ${host.address}`,
})
