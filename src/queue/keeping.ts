import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Config, Host } from '../config/schema.ts'
import type { AlertPlace } from '../domain/alert.ts'
import { type WatchedHost, watchlist } from '../monitor/watchlist.ts'
import type { Outbox } from './outbox.ts'

/** What the keeper of alerts works with. */
export interface Keeping {
  redis: Redis
  outbox: Outbox
  config: Config
  hosts: ReadonlyMap<string, Host>
  /** Those that are watched, by name. */
  watched: ReadonlyMap<string, WatchedHost>
  /** A queue by its name. */
  queue: (name: string) => Queue
  /** All that any host of the inventory is seen from. */
  vantages: ReadonlySet<string>
  /** How long a host that turned bad waits for others, and for a second opinion. */
  gatherMs: number
  now: () => number
  /** Since when (ms) this keeper looks: what it has not waited for, it cannot miss. */
  sinceMs: number
}

export function watchedByName(config: Config, hosts: readonly Host[]): Map<string, WatchedHost> {
  return new Map(watchlist(config.watch, hosts, config.vantage).map((one) => [one.host.name, one]))
}

/** Where the alert of a host is told; undefined when the configuration names no channel at all. */
export function placeFor(
  host: string,
  { watched, config }: Pick<Keeping, 'watched' | 'config'>,
): AlertPlace | undefined {
  const channel = watched.get(host)?.settings.channel ?? config.watch?.channel ?? config.webhook?.channel
  if (channel === undefined) return undefined
  const fallback = config.watch?.fallbackChannel
  return { channel, ...(fallback !== undefined && { fallback }) }
}
