import { type Address, familyOf } from '../domain/address.ts'
import type { OutsideAnswers } from '../domain/observation.ts'
import type { RouteRefusal } from '../domain/vantage.ts'
import { runLocally } from './run-local.ts'

/** A machine with thousands of routes has few that refuse. */
const MAX_LINES = 20

/** The errors of a route lookup, as iproute2 and busybox print them in the C locale. */
const REFUSALS: readonly [RegExp, RouteRefusal][] = [
  [/answers: Network is unreachable/, 'no-way'],
  [/answers: Invalid argument/, 'blackhole'],
  [/answers: Permission denied/, 'prohibit'],
  [/answers: No route to host/, 'unreachable'],
]

/** What the vantage's own routing tables say of the address; undefined where `ip` cannot be asked. */
export async function askRoute(
  address: Address,
  signal?: AbortSignal,
): Promise<OutsideAnswers['vantage-route'] | undefined> {
  const family = familyOf(address) === 6 ? '-6' : '-4'
  const got = await ip([family, 'route', 'get', address], signal)
  if (got.ok) return { outcome: 'routed', address, text: lines(got.stdout)[0] ?? '' }
  const text = lines(got.stderr)[0] ?? ''
  const why = REFUSALS.find(([says]) => says.test(text))?.[1]
  if (why === undefined) return undefined
  const [routes, rules] = await Promise.all([
    ip([family, 'route', 'show', 'table', 'all', 'match', address], signal),
    ip([family, 'rule', 'show'], signal),
  ])
  return { outcome: 'refused', address, why, text, routes: lines(routes.stdout), rules: lines(rules.stdout) }
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/[^\x20-\x7e]/g, ' ').trim())
    .filter(Boolean)
    .slice(0, MAX_LINES)

const ip = (args: string[], signal: AbortSignal | undefined) => runLocally('ip', args, signal)
