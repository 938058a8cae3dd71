import type { Address } from './address.ts'
import type { Diagnosed, RemedyOffer } from './diagnosis.ts'

/** What was asked, for the head of a thread. */
export interface Asked {
  host: string
  client?: Address
  /** When the asker told that address, if it was not given with the question but remembered. */
  addressToldAt?: string
  user?: string
  port?: number
  requestedBy: { id: string; name?: string }
  vantage: string
}

export interface Step {
  name: string
  state: 'running' | 'done' | 'failed'
  detail?: string
  ms?: number
}

/** The one message of a thread that is edited as a check goes on: the newest state wins. */
export type Head =
  | { state: 'queued'; asked: Asked; waiting?: string }
  | { state: 'running'; asked: Asked; steps: Step[] }
  | { state: 'done'; asked: Asked; diagnosed: Diagnosed }
  | { state: 'failed'; asked: Asked; problem: string; todo: string }
  | { state: 'cancelled'; asked: Asked; by: { id: string; name?: string }; at: string }
  /** Of a thread that no check belongs to: the audit log of a day. */
  | { state: 'log'; title: string }

/** What a thread is told below its head, each once and in order. */
export type Reply =
  /** `path`: the way of the client's packet through the host's rules, where one of them decides. */
  | { kind: 'details'; diagnosed: Diagnosed; path?: string }
  | { kind: 'action'; action: ActionReport; anchor?: { entry: number; hash: string } }
  /** Somebody asks for approvals. What is asked stands in the request that the bot sealed. */
  | { kind: 'request'; requestId: string }
  | { kind: 'note'; text: string }
  /** All that the run saw, as files. */
  | { kind: 'evidence' }

export type Outcome = 'verified' | 'not-fixed' | 'inconclusive' | 'nothing-to-do' | 'refused'

/** One command as it was run on the host, for the record. `exit` is null when it did not end by itself. */
export interface Ran {
  command: string
  exit: number | null
  /** Of all that it printed, as far as it was kept. */
  outputSha256: string
}

/** What the host was told to run by itself unless called off. `armed`: it was not called off, so it runs, or has run. */
export interface TimedUndo {
  /** Of the timer on the host. */
  name: string
  command: string
  state: 'armed' | 'cancelled'
}

/** What became of an action: `fix --json`, and what the thread says. */
export interface ActionReport {
  schema: 'ssh-medic/action@1'
  orderId: string
  remedy: string
  args: Record<string, string>
  direction: 'do' | 'undo'
  host: string
  /** The command lines as they were run, or would be. */
  command: string
  outcome: Outcome
  /** One sentence: what was found before and after. */
  detail: string
  undo?: { command: string }
  /** The step that may follow, such as keeping the change after a restart. */
  next?: RemedyOffer
  /** Whether it only looked. */
  dryRun?: true
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  /** Every command that was run, the timed undo's own among them. */
  ran?: Ran[]
  timedUndo?: TimedUndo
  requestedBy?: { id: string; name?: string }
  at: string
}
