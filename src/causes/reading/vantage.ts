import { inNetwork } from '../../domain/address.ts'
import type { Proof } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteProbe } from './quote.ts'

/** The error by which the vantage's own kernel refused to send; undefined when something else ended the attempt. */
export const failedWithin = (connect: Answered<'connect'>): string | undefined =>
  connect.outcome === 'unreachable' && connect.by === 'local' ? connect.code : undefined

/** What the vantage's routing said, with the routes or rules that make it say so. */
export function quoteRoute(route: Answered<'vantage-route'>, because: string[]): Proof[] {
  const command = `ip route get ${route.address}`
  return quoteProbe('vantage-route', [`${command}: ${route.text}`, ...because.slice(0, 3)].join('\n'))
}

export type RefusedRoute = Extract<Answered<'vantage-route'>, { outcome: 'refused' }>

/** Routes that say themselves that they refuse: `blackhole 10.0.0.0/8`. */
export const routesThatRefuse = ({ routes, why }: RefusedRoute): string[] =>
  routes.filter((line) => line.startsWith(`${why} `))

/** Rules of policy routing that refuse this very destination. One that says `unreachable` is told as a missing route. */
export const rulesThatRefuse = ({ rules, why, address }: RefusedRoute): string[] =>
  rules.filter((line) => {
    const [, to, action] = /^\d+:\s+from all to (\S+) (blackhole|prohibit|unreachable)$/.exec(line) ?? []
    return to !== undefined && inNetwork(address, to) && action === (why === 'no-way' ? 'unreachable' : why)
  })

export const refusingLines = (route: RefusedRoute): string[] => [...routesThatRefuse(route), ...rulesThatRefuse(route)]

/** There is no route, and no rule that names the destination stands behind that. */
export const isPlainlyMissing = (route: RefusedRoute): boolean =>
  route.why === 'no-way' && rulesThatRefuse(route).length === 0
