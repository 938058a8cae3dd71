import type { Redis } from 'ioredis'
import { durationWords } from '../monitor/words.ts'
import { PREFIX } from '../store/redis-client.ts'
import { readSweep, type SweepNote } from '../store/watched.ts'
import { countWorkers } from '../store/workers.ts'
import type { Keeping } from './keeping.ts'

const TOLD = `${PREFIX}:watch:trouble`
/** A sweep comes every five seconds: what is later than that misses hosts. */
const LATE_MS = 45_000

/** Says when a vantage looks at nothing, or too late, or is blind itself; and when that is over. */
export async function keepVantages(keeping: Keeping): Promise<void> {
  const { watched, redis } = keeping
  const vantages = new Set([...watched.values()].map(({ vantage }) => vantage))
  for (const vantage of vantages) {
    const trouble = await troubleOf(vantage, keeping)
    const told = await redis.hget(TOLD, vantage)
    if ((trouble?.kind ?? '') !== (told ?? '')) await tellTrouble(vantage, trouble, keeping)
  }
}

interface Trouble {
  kind: 'blind' | 'late' | 'nobody'
  words: string
}

/** Who has just begun to look gives the others time to come, too. */
async function troubleOf(vantage: string, { redis, now, sinceMs }: Keeping): Promise<Trouble | undefined> {
  const note = await readSweep(redis, vantage)
  const awayMs = now() - Math.max(note?.at ?? 0, sinceMs)
  if (awayMs <= LATE_MS) return note && blindOrLate(vantage, note, note.lagMs)
  if ((await countWorkers(redis, vantage)) > 0) return late(vantage, awayMs, note?.hosts ?? 0)
  const words = `No worker of ${vantage} is running, so nobody watches its hosts. Start one there with: ssh-medic worker.`
  return { kind: 'nobody', words }
}

function blindOrLate(vantage: string, { blind, hosts }: SweepNote, behindMs: number): Trouble | undefined {
  if (blind === undefined) return behindMs > LATE_MS ? late(vantage, behindMs, hosts) : undefined
  const words = `${vantage} is blind: ${blind}. Its hosts are unknown, and none of them raises an alert until it sees again.`
  return { kind: 'blind', words }
}

const late = (vantage: string, behindMs: number, hosts: number): Trouble => ({
  kind: 'late',
  words: `The sweep of ${vantage} is ${durationWords(behindMs)} behind (${hosts} hosts in the last one): add a worker there, or make everySeconds longer.`,
})

/** In one thread a day and vantage; what is said twice in it, by two bots, is one line. */
async function tellTrouble(vantage: string, trouble: Trouble | undefined, keeping: Keeping): Promise<void> {
  const { outbox, redis, now } = keeping
  const place = placeOfTrouble(keeping, vantage)
  if (!place) return
  const at = new Date(now()).toISOString()
  const thread = `watch-${vantage}-${at.slice(0, 10)}`
  const text = trouble?.words ?? `${vantage} watches its hosts again.`
  await outbox.open(thread, place, { state: 'log', title: `The watch from ${vantage}, ${at.slice(0, 10)}` })
  await outbox.reply(thread, `${at.slice(0, 16)}:${trouble?.kind ?? 'well'}`, { kind: 'note', text })
  await noteTold(redis, vantage, trouble)
}

const noteTold = (redis: Redis, vantage: string, trouble: Trouble | undefined) =>
  trouble ? redis.hset(TOLD, vantage, trouble.kind) : redis.hdel(TOLD, vantage)

function placeOfTrouble({ config, watched }: Keeping, vantage: string) {
  const own = [...watched.values()].find((one) => one.vantage === vantage)?.settings.channel
  const channel = config.watch?.channel ?? own
  const fallback = config.watch?.fallbackChannel
  return channel === undefined ? undefined : { channel, lasting: { ...(fallback !== undefined && { fallback }) } }
}
