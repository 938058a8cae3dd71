import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Watch } from '../config/watch.ts'
import { blindness, isSilent, MANY } from '../monitor/blind.ts'
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
  readSweep,
  readWatched,
  replaceWatched,
} from '../store/watched.ts'

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
  now: () => number
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
  const isNews = looks.some(({ state }) => state !== 'unknown')
  const blind = isNews ? await blindnessAt(tick, due, looks, surroundings) : (await readSweep(redis, vantage))?.blind
  if (blind === undefined) await remember(due, looks, surroundings)
  await noteSweep(redis, vantage, {
    at: now(),
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
  { spare, lookTimeoutMs }: SweepSurroundings,
): Promise<Looked> {
  const { address } = host
  const port = settings.port ?? host.port
  if (!(await spare({ address, port }))) return { state: 'unknown', because: 'people are checking it' }
  return look(address, port, lookTimeoutMs)
}

/** Asks others before the hosts are believed to be down: the canaries or, where none are named, hosts that were not due. */
async function blindnessAt(
  tick: number,
  due: readonly WatchedHost[],
  looks: readonly Looked[],
  surroundings: SweepSurroundings,
): Promise<string | undefined> {
  if (!looks.some(({ state }) => state === 'down') || looks.some(({ state }) => state === 'up')) return undefined
  const { watch, lookTimeoutMs, hasNetwork } = surroundings
  const seen = await Promise.all(watch.canaries.map(({ address, port }) => look(address, port, lookTimeoutMs)))
  // A canary need not be an SSH server: that it answers at all is enough.
  const canaries = { asked: seen.length, answered: seen.filter((looked) => !isSilent(looked)).length }
  const needsWitnesses = canaries.asked === 0 && looks.every((one) => one.state === 'unknown' || isSilent(one))
  const witnesses = needsWitnesses ? witnessesOf(tick, due, surroundings) : []
  const witnessed = await Promise.all(witnesses.map((one) => lookPolitely(one, surroundings)))
  return blindness([...looks, ...witnessed], canaries, hasNetwork())
}

/** A few that were not due, others in each tick: one that is up tells that the bastion sees. */
function witnessesOf(tick: number, due: readonly WatchedHost[], { watched }: SweepSurroundings): WatchedHost[] {
  const asked = new Set(due)
  const others = watched.filter((one) => !asked.has(one))
  const first = others.length === 0 ? 0 : (tick * MANY) % others.length
  return [...others.slice(first), ...others.slice(0, first)].slice(0, MANY)
}

async function remember(
  due: readonly WatchedHost[],
  looks: readonly Looked[],
  { redis, vantage, now }: SweepSurroundings,
): Promise<void> {
  const remembered = await readWatched(
    redis,
    vantage,
    due.map(({ host }) => host.name),
  )
  const nowMs = now()
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
  { redis, vantage, spare, now, lookTimeoutMs }: SweepSurroundings,
  hosts: ReadonlyMap<string, { address: string; port: number }>,
): Promise<void> {
  const { host } = opinionJob.parse(data)
  const target = hosts.get(host)
  if (!target) return // A bastion looks at hosts of its own inventory alone.
  const isFree = await spare({ address: target.address, port: target.port })
  const { state } = isFree ? await look(target.address, target.port, lookTimeoutMs) : { state: 'unknown' as const }
  await noteOpinion(redis, host, { state, vantage, at: new Date(now()).toISOString() })
}
