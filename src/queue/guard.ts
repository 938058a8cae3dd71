import { z } from 'zod'
import type { Diagnosed } from '../domain/diagnosis.ts'
import type { Evidence } from '../domain/evidence.ts'
import type { AuditEvent } from '../store/audit.ts'
import type { Ending } from '../store/requests.ts'
import type { SwitchState } from '../store/switch.ts'
import { type Person, person } from './shapes.ts'

/** Somebody asks that others approve an offer. The offer's id is the digest of host, remedy, arguments and evidence. */
export const request = z.strictObject({
  offerId: z.string(),
  by: person,
  reason: z.string().optional(),
  channel: z.string(),
  approvals: z.int(),
  at: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type Request = z.infer<typeof request>

/** One person's approval of one request. */
export const approval = z.strictObject({ requestId: z.string(), by: person, at: z.iso.datetime() })

/** A request as it was found; `forged` when the bot did not write what lies there. */
export type FoundRequest = { found: Request; ending: Ending | undefined } | { found: 'forged' | 'nothing' }

/** What guards changes, on the bot's side. Every call fails with `QueueAway` within a second when Redis is away. */
export interface Guard {
  /** The newest run about the same subject. */
  newestRun(evidence: Evidence): Promise<Diagnosed | undefined>
  /** Puts an event on record; one with the same key is there already. */
  record(key: string, event: AuditEvent): Promise<void>
  /** Opens a request, unless one is open for this offer: then that one's id comes back. */
  openRequest(request: Request): Promise<{ id: string; opened: boolean }>
  request(id: string): Promise<FoundRequest>
  /** Adds an approval. Returns everybody who approved, as far as the bot wrote it down itself. */
  approve(id: string, by: Person): Promise<Person[]>
  /** Ends a request; the first ending counts and comes back. */
  end(id: string, offerId: string, ending: Ending): Promise<Ending>
  /** Since when (ms) a host may be changed again; undefined when it may be now. */
  freeAgain(vantage: string, host: string): Promise<number | undefined>
  /** Whether changes are paused, as far as the bot knows. */
  switchState(): Promise<SwitchState>
  /** Pauses or resumes all changes. */
  turnSwitch(state: Pick<SwitchState, 'paused' | 'by' | 'reason'>): Promise<void>
  /** Says again what holds, so that workers know that somebody still says it. */
  confirmSwitch(): Promise<void>
}
