import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Watch } from '../config/watch.ts'
import { type Looked, type Move, transition } from '../monitor/transition.ts'
import { isDue, type WatchedHost } from '../monitor/watchlist.ts'
import { look, lookAtAll, PLACES } from '../probes/look.ts'
import type { HostMove } from '../store/moves.ts'
import {
  claimTick,
  noteOpinion,
  noteSweep,
  type Remembered,
  type Replacement,
  readWatched,
  replaceWatched,
} from '../store/watched.ts'
import { blindIn, OTHERS_FIRST } from './sweep-blind.ts'

/** A worker that slept in the middle of a tick has seen nothing that counts now. */
const STALE_MS = 5 * 60_000

export interface SweepSurroundings {
  redis: Redis
  vantage: string
  watch: Pick<Watch, 'canaries'>
  /** The hosts that this vantage watches. */
  watched: readonly WatchedHost[]
  /** Whether one more connection to a host leaves enough for the checks that people ask for. */
  spare: (target: { address: string; port: number }) => Promise<boolean>
  tickMs: number
  lookTimeoutMs?: number
  /** Whether the bastion itself has a network. */
  hasNetwork: () => boolean
  /** How a look is done, where that is not over the network. */
  look?: typeof look
  /** This machine's clock, by which the ticks come. */
  now: () => number
  /** Redis' clock, which all bastions share: what was seen when is compared by it. */
  redisMs: () => Promise<number>
}

/** Looks at the hosts of one tick, and of those before it that nobody came to. */
export async function runSweep(dueMs: number, surroundings: SweepSurroundings): Promise<void> {
  const { redis, vantage, tickMs, now } = surroundings
  const startedMs = now()
  const tick = Math.floor(dueMs / tickMs)
  const last = await claimTick(redis, vantage, tick)
  if (last === undefined) return
  const due = dueIn(surroundings, last, tick)
  let lastBegunMs = startedMs
  const looks = await lookAtAll(due, PLACES, (one) => {
    lastBegunMs = now()
    return lookPolitely(one, surroundings)
  })
  const remembered = await readWatched(
    redis,
    vantage,
    due.map(({ host }) => host.name),
  )
  const lookAt = (one: WatchedHost) => lookPolitely(one, surroundings)
  const blind = await blindIn({ number: tick, due, looks, remembered, lookAt }, surroundings)
  const isFresh = now() - startedMs < STALE_MS
  if (blind === undefined && isFresh) await remember(due, looks, remembered, surroundings)
  await noteSweep(redis, vantage, {
    at: await surroundings.redisMs(),
    lagMs: lastBegunMs - dueMs,
    hosts: due.length,
    unknown: blind === undefined ? looks.filter(({ state }) => state === 'unknown').length : due.length,
    tookMs: now() - startedMs,
    ...(blind !== undefined && { blind }),
  })
}

/** A host that was due in a tick that was missed is due now; after a long rest each of them is due once. */
function dueIn({ watched, tickMs }: SweepSurroundings, last: number, tick: number): WatchedHost[] {
  const longestS = watched.reduce((longest, { settings }) => Math.max(longest, settings.everySeconds), 0)
  const longest = Math.ceil((longestS * 1_000) / tickMs)
  const first = Math.max(last + 1, tick - longest + 1)
  const from = last < 0 ? tick : first
  const ticks = Array.from({ length: tick - from + 1 }, (_, index) => from + index)
  return watched.filter((one) => ticks.some((each) => isDue(one, each, tickMs)))
}

async function lookPolitely(
  { host, settings }: WatchedHost,
  { spare, lookTimeoutMs, look: lookAt = look }: SweepSurroundings,
): Promise<Looked> {
  const { address } = host
  const port = settings.port ?? host.port
  if (!(await spare({ address, port }))) return OTHERS_FIRST
  return lookAt(address, port, lookTimeoutMs)
}

async function remember(
  due: readonly WatchedHost[],
  looks: readonly Looked[],
  remembered: readonly Remembered[],
  { redis, vantage, redisMs }: SweepSurroundings,
): Promise<void> {
  const nowMs = await redisMs()
  const changed = due.flatMap((one, index) => changeOf(one, looks[index], remembered[index], nowMs) ?? [])
  await replaceWatched(redis, vantage, changed)
}

function changeOf(
  { host, vantage, settings }: WatchedHost,
  looked: Looked | undefined,
  before: Remembered | undefined,
  nowMs: number,
): Replacement | undefined {
  if (!looked || !before) return undefined
  const { watched, move } = transition(before.watched, looked, settings, nowMs)
  if (watched === before.watched) return undefined
  const moved = move === 'nothing' ? undefined : moveOf(move, host.name, vantage, watched?.symptom, nowMs)
  return { host: host.name, before, after: watched, ...(moved && { move: moved }) }
}

function moveOf(
  move: Exclude<Move, 'nothing'>,
  host: string,
  vantage: string,
  symptom: string | undefined,
  nowMs: number,
): HostMove {
  const id = `${vantage}/${host}@${nowMs}`
  const at = new Date(nowMs).toISOString()
  return { id, host, vantage, move, at, source: 'watch', ...(symptom !== undefined && { symptom }) }
}

/** Another vantage wants to know whether this one sees the host, at the address that it has here. */
const opinionJob = z.strictObject({ host: z.string() })

export async function runOpinion(
  data: unknown,
  { redis, vantage, spare, redisMs, lookTimeoutMs }: SweepSurroundings,
  hosts: ReadonlyMap<string, { address: string; port: number }>,
): Promise<void> {
  const { host } = opinionJob.parse(data)
  const target = hosts.get(host)
  if (!target) return // A bastion looks at hosts of its own inventory alone.
  const isFree = await spare({ address: target.address, port: target.port })
  const { state } = isFree ? await look(target.address, target.port, lookTimeoutMs) : { state: 'unknown' as const }
  await noteOpinion(redis, host, { state, vantage, at: new Date(await redisMs()).toISOString() })
}
