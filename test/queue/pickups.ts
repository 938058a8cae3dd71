import type { Pickup } from '../../src/queue/queues.ts'

/** Of who is to be killed: others may have its job soon after, but not while it only is slow. */
export const SOON_MISSED: Pickup = { lockMs: 3_000, stalledIntervalMs: 500 }

/** Of who lives on: it finds the job of a dead one at once, and keeps its own however slow the machine is. */
export const KEEPING: Pickup = { lockMs: 120_000, stalledIntervalMs: 500 }
