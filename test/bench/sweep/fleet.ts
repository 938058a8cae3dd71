import { TICK_MS, type WatchedHost } from '../../../src/monitor/watchlist.ts'

export const HOSTS = 10_000
export const TIMEOUT_MS = 10_000
export const TICKS_A_MINUTE = 60_000 / TICK_MS

/** What one look at a whole fleet took. */
export interface Swept {
  cpuMs: number
  wallMs: number
  /** How many were seen. */
  up: number
  /** The most that the process ever took. */
  rssMb: number
}

/** Where hosts are that answer, that refuse, and that say nothing. */
export interface Ports {
  up: number
  refused: number
  silent: number
}

export interface Target {
  address: string
  port: number
}

/** Each at an address of its own; of each twenty, so many refuse and so many are silent, spread evenly. */
export function fleetOf(ports: Ports, ofTwenty: { refused: number; silent: number }): Target[] {
  return Array.from({ length: HOSTS }, (_, index) => {
    const kind = index % 20
    const port =
      kind < ofTwenty.silent ? ports.silent : kind < ofTwenty.silent + ofTwenty.refused ? ports.refused : ports.up
    return { address: `127.1.${index >> 8}.${index & 255}`, port }
  })
}

export const ALL_UP = { refused: 0, silent: 0 }
export const MIXED = { refused: 2, silent: 1 }

/** As the watch knows them, each looked at once a minute. */
export const watchedOf = (targets: readonly Target[], vantage: string): WatchedHost[] =>
  targets.map((target, index) => ({
    host: { name: `host-${index}`, tags: [], ...target },
    vantage,
    settings: { channel: 'C0BENCH', everySeconds: 60, failures: 2, of: 3, recoveries: 2 },
    severity: 'warning',
  }))
