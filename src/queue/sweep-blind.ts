import { blindness, isSilence, WITNESSES } from '../monitor/blind.ts'
import type { Looked } from '../monitor/transition.ts'
import type { WatchedHost } from '../monitor/watchlist.ts'
import { look } from '../probes/look.ts'
import { failingHosts, type Remembered, readSweep } from '../store/watched.ts'
import type { SweepSurroundings } from './sweep.job.ts'

/** What was due in one tick, what was seen of it, and what was remembered of it before. */
interface Tick {
  number: number
  due: readonly WatchedHost[]
  looks: readonly Looked[]
  remembered: readonly Remembered[]
  lookAt: (one: WatchedHost) => Promise<Looked>
}

const NO_NETWORK = 'its own network is down'
export const OTHERS_FIRST: Looked = { state: 'unknown', because: 'people are checking it' }

/** Why the looks of a tick say nothing of the hosts. A tick that shows nothing new leaves a bastion as blind as it was. */
export async function blindIn(tick: Tick, surroundings: SweepSurroundings): Promise<string | undefined> {
  const { redis, vantage, watch, hasNetwork } = surroundings
  const telling = tick.looks.filter((looked, index) => isTelling(looked, tick.remembered[index]))
  const before = (await readSweep(redis, vantage))?.blind
  if (before === undefined && telling.every(({ state }) => state === 'up')) return undefined
  const seen = watch.canaries.length > 0 ? telling : await withWitnesses(telling, tick, surroundings)
  if (!hasNetwork() && seen.every(isSilence)) return NO_NETWORK
  const canaries = await canariesOf(surroundings)
  const isStill = before !== NO_NETWORK && canaries.answered === 0 && seen.every(isSilence)
  return blindness(seen, canaries) ?? (isStill ? before : undefined)
}

/** What is down for long says nothing of ourselves, but that it answers does. */
const isTelling = (looked: Looked, remembered: Remembered | undefined) =>
  !isSilence(looked) || (looked !== OTHERS_FIRST && (remembered?.watched?.phase ?? 'well') === 'well')

/** Before a silent host is believed, some others that were well are asked: other ones each time. */
async function withWitnesses(
  telling: readonly Looked[],
  { number, due, lookAt }: Tick,
  { redis, vantage, watched }: SweepSurroundings,
): Promise<Looked[]> {
  if (!telling.every(isSilence)) return [...telling]
  const failing = await failingHosts(redis, vantage)
  const isDue = new Set(due)
  const others = watched.filter((one) => !isDue.has(one) && !failing.has(one.host.name))
  const first = (number * WITNESSES) % Math.max(1, others.length)
  const witnesses = [...others.slice(first), ...others.slice(0, first)].slice(0, WITNESSES)
  const seen = await Promise.all(witnesses.map(lookAt))
  return [...telling, ...seen.filter((looked) => looked !== OTHERS_FIRST)]
}

async function canariesOf({ watch, lookTimeoutMs }: SweepSurroundings) {
  const seen = await Promise.all(watch.canaries.map(({ address, port }) => look(address, port, lookTimeoutMs)))
  // A canary need not be an SSH server: that it answers at all is enough.
  return { asked: seen.length, answered: seen.filter((looked) => !isSilence(looked)).length }
}
