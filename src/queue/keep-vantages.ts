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
    const told = toldOf(await redis.hget(TOLD, vantage))
    const kind = trouble?.kind ?? WELL
    if (kind !== told.kind) await tellTrouble(vantage, { ...told, kind }, trouble?.words, keeping)
  }
}

interface Trouble {
  kind: 'blind' | 'late' | 'nobody'
  words: string
}
const WELL = 'well'

/** What the channel was told last of a vantage. Lines are counted, so that two bots that say the same say one line. */
interface Told {
  kind: string
  lines: number
}

function toldOf(text: string | null): Told {
  const [kind = WELL, lines = '0'] = text?.split('#') ?? []
  return { kind, lines: Number(lines) }
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

/** In one thread a day and vantage. */
async function tellTrouble(
  vantage: string,
  { kind, lines }: Told,
  words = `${vantage} watches its hosts again.`,
  { outbox, redis, now, ...keeping }: Keeping,
): Promise<void> {
  const place = placeOfTrouble(keeping, vantage)
  if (!place) return
  const day = new Date(now()).toISOString().slice(0, 10)
  const thread = `watch-${vantage}-${day}`
  await outbox.open(thread, place, { state: 'log', title: `The watch from ${vantage}, ${day}` })
  await outbox.reply(thread, `${lines + 1}:${kind}`, { kind: 'note', text: words })
  await redis.hset(TOLD, vantage, `${kind}#${lines + 1}`)
}

function placeOfTrouble({ config, watched }: Pick<Keeping, 'config' | 'watched'>, vantage: string) {
  const own = [...watched.values()].find((one) => one.vantage === vantage)?.settings.channel
  const channel = config.watch?.channel ?? own
  const fallback = config.watch?.fallbackChannel
  return channel === undefined ? undefined : { channel, lasting: { ...(fallback !== undefined && { fallback }) } }
}
