import { defineCause } from '../define.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'
import {
  failedWithin,
  isPlainlyMissing,
  quoteRoute,
  type RefusedRoute,
  refusingLines,
  routesThatRefuse,
  rulesThatRefuse,
} from '../reading/vantage.ts'

export const bastionPolicyRoute = defineCause({
  id: 'bastion-policy-route',
  title: 'A route of the vantage refuses the way to the host',
  needs: ['connect', 'vantage-route', 'vantage'],
  recognise: ({ connect, 'vantage-route': route, vantage }) => {
    if (route.outcome !== 'refused' || !failedWithin(connect) || isPlainlyMissing(route)) return undefined
    const refusing = refusingLines(route)
    return {
      confidence: 'proven',
      summary: `${vantage} itself refuses the way to ${connect.address}: its routing says “${refusing[0] ?? route.why}”, so nothing was sent.`,
      evidence: [...quoteProbe('connect', describeAttempt(connect)), ...quoteRoute(route, refusing)],
      advice: adviceOn(route, vantage),
      affects: 'vantage',
    }
  },
  excludedBy: { connect: 'connected' },
  decide: ({ host }) =>
    `On the vantage: ip route get ${host.address}; ip route show table all match ${host.address}; ip rule`,
})

function adviceOn(route: RefusedRoute, vantage: string): string {
  const [line] = routesThatRefuse(route)
  const [, destination] = line?.split(' ') ?? []
  const table = /\btable (\S+)/.exec(line ?? '')?.[0]
  const [rule] = rulesThatRefuse(route)
  const undo = destination
    ? `sudo ip route del ${[route.why, destination, table].filter(Boolean).join(' ')}`
    : `sudo ip rule del pref ${/^\d+/.exec(rule ?? '')?.[0] ?? 'N'}`
  return `Ask who put it there: it may be on purpose, or come back by itself. Then on ${vantage}: ${undo}`
}
