import type { Head, Reply } from '../domain/message.ts'
import type { Place } from './desk.ts'

/** Which message of a run it is: its head, or the reply of this index. */
export interface Mark {
  runId: string
  part: 'head' | number
}

/** What became of a post whose answer was lost. */
export type Arrival = { ts: string } | 'absent' | 'unknowable'

/** What delivers messages: Slack in production. Each call is one message; it throws `PostLater` when told to slow down. */
export interface Poster {
  /** Posts the head and returns the message's timestamp, its name in Slack. */
  postHead(place: Place, runId: string, head: Head): Promise<{ ts: string }>
  updateHead(place: Place, ts: string, runId: string, head: Head): Promise<void>
  postReply(place: Place, headTs: string, runId: string, reply: Reply, index: number): Promise<{ ts: string }>
  /** Looks whether a post that was begun then has arrived; without it nobody can tell. */
  find?(place: Place, headTs: string | undefined, mark: Mark, sinceMs: number): Promise<Arrival>
  /** Draws a reply anew, as it is to be shown now. */
  updateReply(place: Place, ts: string, runId: string, reply: Reply): Promise<void>
}

/** Not delivered, and nothing was posted: try again after so many milliseconds. */
export class PostLater extends Error {
  override name = 'PostLater'
  readonly delayMs: number
  constructor(delayMs: number, options?: ErrorOptions) {
    super(`post again in ${delayMs} ms`, options)
    this.delayMs = delayMs
  }
}

/** Never to be delivered (channel archived, message deleted, bot removed); trying again is pointless. */
export class PostImpossible extends Error {
  override name = 'PostImpossible'
}
