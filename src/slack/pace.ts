import type { Place } from '../queue/desk.ts'
import { type Poster, PostLater } from '../queue/poster.ts'

/** Slack takes a message a second in a channel, and bears bursts; people measured about 25 messages. */
const EVERY_MS = 1_000
const BURST = 25
const REMEMBERED = 10_000

/**
 * Who may post in a channel, and when. Whoever comes too early gets a moment of their own instead of a race for the next
 * one: however many wait for one channel, they take no time from the others.
 */
export function createPace(now: () => number = Date.now) {
  /** When a channel would be idle, if nobody else came. */
  const idleAtMs = new Map<string, number>()
  const turns = new Map<string, number>()
  const ahead = (channel: string) => Math.max(idleAtMs.get(channel) ?? 0, now())
  return {
    /** How long to wait before posting; 0 to post now. Whoever waited that long has their turn. */
    waitMs: (channel: string, runId: string): number => {
      const who = `${channel} ${runId}`
      const turn = turns.get(who) ?? book(channel)
      if (turn > now()) {
        if (turns.size >= REMEMBERED) turns.clear()
        turns.set(who, turn)
        return turn - now()
      }
      turns.delete(who)
      return 0
    },
    /** Slack itself said to wait: whoever comes from now on comes after that. */
    hold: (channel: string, delayMs: number): void => {
      idleAtMs.set(channel, Math.max(ahead(channel), now() + delayMs + (BURST - 1) * EVERY_MS))
    },
  }

  function book(channel: string): number {
    const idle = ahead(channel)
    idleAtMs.set(channel, idle + EVERY_MS)
    return idle - (BURST - 1) * EVERY_MS
  }
}

/**
 * A poster that keeps the pace. Where Slack itself says that it is too early, the others of that channel wait as well, and
 * those of other channels do not.
 */
export function paced(poster: Poster, pace = createPace()): Poster {
  const inTurn = async <T>({ channel }: Place, runId: string, post: () => Promise<T>): Promise<T> => {
    const waitMs = pace.waitMs(channel, runId)
    if (waitMs > 0) throw new PostLater(waitMs)
    try {
      return await post()
    } catch (error) {
      if (error instanceof PostLater) pace.hold(channel, error.delayMs)
      throw error
    }
  }
  return {
    ...poster,
    postHead: (place, runId, head) => inTurn(place, runId, () => poster.postHead(place, runId, head)),
    postReply: (place, headTs, runId, reply, index) =>
      inTurn(place, runId, () => poster.postReply(place, headTs, runId, reply, index)),
  }
}
