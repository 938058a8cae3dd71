import type { Redis } from 'ioredis'
import type { Standing } from '../domain/standing.ts'
import { readSweep, readWatched, type SweepNote } from '../store/watched.ts'

export interface SweptVantage {
  note: SweepNote
  /** How the watched hosts stood at the last sweep; none while the vantage itself is blind. */
  standings: Map<string, Standing>
}

/** What the sweep of a vantage says of the hosts that it watches; undefined when it watches none, or has not yet. */
export async function sweptVantage(
  redis: Redis,
  vantage: string,
  names: readonly string[],
): Promise<SweptVantage | undefined> {
  const note = names.length === 0 ? undefined : await readSweep(redis, vantage)
  if (!note) return undefined
  if (note.blind !== undefined) return { note, standings: new Map() }
  const remembered = await readWatched(redis, vantage, names)
  const at = new Date(note.at).toISOString()
  // Of a host that is well nothing is remembered.
  const standings = names.map((name, index) => {
    const up = remembered[index]?.watched?.seen.at(-1) !== 'down'
    return [name, { up, at }] as const
  })
  return { note, standings: new Map(standings) }
}

/** The later look counts; a cause that a check found stays until the host answers again. */
export function laterOf(check: Standing | undefined, sweep: Standing | undefined): Standing | undefined {
  if (!check || !sweep) return check ?? sweep
  if (check.at >= sweep.at) return check
  return sweep.up || check.cause === undefined ? sweep : { ...sweep, cause: check.cause }
}
