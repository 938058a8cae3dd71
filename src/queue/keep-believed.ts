import type { Gathered } from '../monitor/gathered.ts'
import type { Watched } from '../monitor/transition.ts'
import { openAlertIds } from '../store/alerts.ts'
import { leaveGathering } from '../store/gathering.ts'
import { failingHosts, forgetWatched, opinionAbout } from '../store/watched.ts'
import type { Keeping } from './keeping.ts'

/** Those that are bad indeed, and have no alert; the others wait no more. */
export async function believable(moves: readonly Gathered[], keeping: Keeping): Promise<Gathered[]> {
  const { redis } = keeping
  const open = await openAlertIds(
    redis,
    moves.map(({ host }) => host),
  )
  const failing = await failingOf(moves, keeping)
  const believed: Gathered[] = []
  for (const move of moves) {
    if (!open.has(move.host) && isFailing(move, failing) && !(await isContradicted(move, keeping))) believed.push(move)
    else await leaveGathering(redis, [move.host])
  }
  return believed
}

/** A keeper that slept in the middle of its work may have gathered what was long over: the watch itself knows. */
const isFailing = (
  { source, vantage, host, reports }: Gathered,
  failing: ReadonlyMap<string, ReadonlyMap<string, Watched>>,
) => source === 'webhook' || Object.keys(reports).length > 0 || failing.get(vantage)?.has(host) === true

async function failingOf(moves: readonly Gathered[], { redis }: Keeping): Promise<Map<string, Map<string, Watched>>> {
  const failing = new Map<string, Map<string, Watched>>()
  for (const { vantage } of moves) if (!failing.has(vantage)) failing.set(vantage, await failingHosts(redis, vantage))
  return failing
}

/** What another vantage sees working is no failing host: the first one looks again from the beginning. */
async function isContradicted({ source, host, at, vantage }: Gathered, { redis }: Keeping): Promise<boolean> {
  const opinion = source === 'watch' ? await opinionAbout(redis, host) : undefined
  if (opinion?.state !== 'up' || opinion.at < at) return false
  await forgetWatched(redis, vantage, host)
  return true
}
