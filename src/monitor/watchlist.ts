import { settingsFor, type Watch, type WatchSettings } from '../config/watch.ts'
import { canonicalAddress, inNetwork } from '../domain/address.ts'
import type { Severity } from '../domain/alert.ts'
import { matchesGlob } from '../domain/glob.ts'

/** What the watch knows of a host of the inventory. */
export interface Watchable {
  name: string
  address: string
  port: number
  tags: readonly string[]
  vantage?: string | undefined
  jumps?: readonly unknown[]
}

/** A host that is watched, and how. */
export interface WatchedHost {
  host: Watchable
  vantage: string
  settings: WatchSettings
  severity: Severity
}

interface Which {
  hosts: readonly string[]
  tags: readonly string[]
  networks: readonly string[]
}

/** Whether a rule names this host. A host whose address is a name lies in no network. */
export function names({ hosts, tags, networks }: Which, host: Watchable): boolean {
  const address = canonicalAddress(host.address)
  return (
    hosts.some((pattern) => matchesGlob(host.name, pattern)) ||
    tags.some((tag) => host.tags.includes(tag)) ||
    (address !== undefined && networks.some((network) => inNetwork(address, network)))
  )
}

/**
 * The hosts that are watched: the first group that names one counts for it. A host behind jumps is left out, because nothing
 * but a login tells from here whether it answers: a worker on the last jump watches it.
 */
export function watchlist(watch: Watch | undefined, hosts: readonly Watchable[], ownVantage: string): WatchedHost[] {
  if (!watch) return []
  return hosts
    .filter(({ jumps = [] }) => jumps.length === 0)
    .flatMap((host) => {
      const group = watch.groups.find((one) => names(one, host))
      if (!group) return []
      const settings = settingsFor(watch, group)
      return [{ host, vantage: host.vantage ?? ownVantage, settings, severity: severityOf(watch, host) }]
    })
}

/** A host that is watched no more, or never was, is worth a warning. */
export const severityOf = (watch: Pick<Watch, 'severities'> | undefined, { tags }: Pick<Watchable, 'tags'>): Severity =>
  watch?.severities.find((one) => one.tags.some((tag) => tags.includes(tag)))?.severity ?? 'warning'

/** How long a tick of the sweep is: in each one, some of the hosts are looked at. */
export const TICK_MS = 5_000

/**
 * Whether a host is due in a tick: each host once in its interval, always at the same place of it, and all of them spread
 * over it. Nothing has to be remembered for that, so that a restart changes nothing.
 */
export function isDue({ host, settings }: WatchedHost, tick: number, tickMs: number): boolean {
  const ticks = Math.max(1, Math.round((settings.everySeconds * 1_000) / tickMs))
  return tick % ticks === hashOf(host.name) % ticks
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return hash
}
