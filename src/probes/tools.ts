import type { Host } from '../config/schema.ts'
import type { Address } from '../domain/address.ts'
import type { Step } from '../domain/message.ts'

/** Which check to make: the inventory's host, and what the locked-out person tries. */
export interface CheckRequest {
  runId: string
  host: Host
  client?: Address
  user?: string
  /** The port that the person tries, when it is not the inventory's. */
  port?: number
  vantage: string
}

/** Keeps us from tripping a host's own defences, over all runs of this vantage. */
export interface Budget {
  /**
   * Waits until one more connection to the SSH port is safe, and counts it. `onWait` hears for how long, as far as it is known.
   * Rejects with the signal's reason when cancelled.
   */
  take(
    target: { address: Address; port: number },
    signal?: AbortSignal,
    onWait?: (ms: number) => void,
  ): Promise<{ waitedMs: number }>
}

/** What a check needs from its surroundings. */
export interface Tools {
  /** The known_hosts file that host keys are checked against. */
  knownHosts: string
  budget: Budget
  onStep?: (step: Step) => void
  signal?: AbortSignal
}
