import type { Diagnosed } from '../domain/diagnosis.ts'
import type { Reply } from '../domain/message.ts'
import type { CheckEnding } from '../store/endings.ts'
import type { Guard } from './guard.ts'
import type { Memory } from './memory.ts'
import type { Overviews } from './overview.ts'
import type { CheckJob, Order, Person } from './shapes.ts'

/** Where a thread lives: a channel, and the message it hangs under when it was asked for inside a thread. */
export interface Place {
  channel: string
  threadTs?: string
  /** The step of a workflow that waits for the answer. */
  step?: string
}

/** What a button means. The button itself carries only the opaque id. */
export interface Offer {
  runId: string
  host: string
  vantage: string
  remedy: string
  args: Record<string, string>
  direction: 'do' | 'undo'
  /** The command lines as they are shown. */
  command: string
  /** The digest of what it was offered on: a run's evidence, or the report of what is to be undone. */
  evidence: string
  /** Of a step that follows an action: it stands on that one's report, as an undo does, and not on a run. */
  standsOn?: 'action'
}

export type Claim = { won: true } | { won: false; by: Person; at: string }

/** What the bot asks of the queue and its stores. Every call fails with `QueueAway` within a second when Redis is away. */
export interface Desk extends Guard, Memory, Overviews {
  /**
   * Adds the check to its vantage's queue and opens its thread at the place. Asking twice with one run id adds one; what
   * failed is not done later.
   */
  askCheck(job: CheckJob, vantage: string, place: Place): Promise<void>
  /** Cancels a check unless it has ended. Returns how it ended; undefined when nothing is known of it any more. */
  cancelCheck(runId: string, vantage: string, by: Person): Promise<CheckEnding | undefined>
  /** How many workers serve a vantage right now. */
  workersOf(vantage: string): Promise<number>
  run(runId: string): Promise<Diagnosed | undefined>
  /** The opaque id of an offer: the same offer has the same id; it expires after a day. */
  remember(offer: Offer): Promise<string>
  recall(offerId: string): Promise<Offer | undefined>
  /** Takes an offer for one person, once. Who comes later learns who won. */
  claim(offerId: string, person: Person): Promise<Claim>
  /** Who took an offer, and when; undefined while nobody did. */
  taken(offerId: string): Promise<{ by: Person; at: string } | undefined>
  /** Signs the order and puts it on its vantage's action queue; what failed is not done later. */
  send(order: Order): Promise<void>
  /** Adds a reply to a run's thread, in order. A second one with the same reply id is ignored. Returns whether it was new. */
  tell(runId: string, replyId: string, reply: Reply): Promise<boolean>
  /** Has a reply drawn anew, now or then: what it shows is not what it was. */
  redraw(runId: string, replyId: string, delayMs?: number): Promise<void>
}

/** Redis is away. `fate` tells what became of what was asked: it was not done and never will be, or nobody can tell yet. */
export class QueueAway extends Error {
  override name = 'QueueAway'
  readonly fate: 'not-done' | 'unknown'
  constructor(message: string, { fate = 'not-done', ...options }: ErrorOptions & { fate?: QueueAway['fate'] } = {}) {
    super(message, options)
    this.fate = fate
  }
}
