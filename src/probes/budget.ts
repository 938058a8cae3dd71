import { setTimeout as sleep } from 'node:timers/promises'
import type { Budget } from './tools.ts'

/** `ufw limit` refuses the sixth connection in 30 s; people on the same bastion need room too. */
export const CONNECTIONS = 4
export const WINDOW_MS = 30_000

/** How long to wait until one more connection fits the window; 0 when it fits now. Times are milliseconds, oldest first. */
export function waitMs(usedAt: readonly number[], now: number): number {
  const recent = usedAt.filter((at) => at > now - WINDOW_MS && at <= now)
  const oldest = recent.at(-CONNECTIONS)
  return oldest === undefined ? 0 : oldest + WINDOW_MS - now
}

/** Where the connections of the window are remembered. `claim` counts one if it fits now, else says how long to wait. */
export interface Ledger {
  claim(key: string, now: number): Promise<number>
}

/** A budget over a ledger: waits as long as the ledger says, and counts each connection once. */
export function budgetOver(ledger: Ledger): Budget {
  return {
    take: async ({ address, port }, signal, onWait = () => {}) => {
      const started = Date.now()
      for (;;) {
        signal?.throwIfAborted()
        const ms = await ledger.claim(`${address} ${port}`, Date.now())
        if (ms <= 0) return { waitedMs: Date.now() - started }
        onWait(ms)
        await sleep(ms, undefined, signal && { signal })
      }
    },
  }
}

/** A ledger for one process. */
export function memoryLedger(): Ledger {
  const used = new Map<string, number[]>()
  return {
    claim: async (key, now) => {
      const earlier = used.get(key) ?? []
      const ms = waitMs(earlier, now)
      if (ms === 0) used.set(key, [...earlier, now].slice(-CONNECTIONS))
      return ms
    },
  }
}
