/** What a method may be called: so many times at once, and again so many times a minute. */
interface Rate {
  burst: number
  perMinute: number
  /** Counted for each channel by itself. */
  byChannel?: boolean
}

/**
 * Slack’s documented rates. How large a burst it bears it does not say: for messages people measured about 25 in a channel;
 * for the others a minute’s worth is allowed at once.
 */
const RATES: Record<string, Rate> = {
  'chat.postMessage': { burst: 25, perMinute: 60, byChannel: true },
  'chat.update': { burst: 50, perMinute: 50 },
  'usergroups.list': { burst: 20, perMinute: 20 },
  'usergroups.users.list': { burst: 20, perMinute: 20 },
  'conversations.history': { burst: 50, perMinute: 50 },
  'conversations.replies': { burst: 50, perMinute: 50 },
  'conversations.info': { burst: 50, perMinute: 50 },
}
const USUAL: Rate = { burst: 100, perMinute: 100 }
const MINUTE_MS = 60_000

/** Counts calls; says how many seconds to wait when there were too many. A refused call costs nothing. */
export function createRateLimits(now: () => number) {
  const buckets = new Map<string, { left: number; atMs: number }>()
  return {
    take: (method: string, channel: unknown): { retryAfter: number } | undefined => {
      const rate = RATES[method] ?? USUAL
      const key = rate.byChannel ? `${method} ${channel}` : method
      const before = buckets.get(key) ?? { left: rate.burst, atMs: now() }
      const everyMs = MINUTE_MS / rate.perMinute
      const left = Math.min(rate.burst, before.left + (now() - before.atMs) / everyMs)
      const taken = left >= 1
      buckets.set(key, { left: taken ? left - 1 : left, atMs: now() })
      return taken ? undefined : { retryAfter: Math.max(1, Math.ceil(((1 - left) * everyMs) / 1_000)) }
    },
  }
}

export type RateLimits = ReturnType<typeof createRateLimits>
