import type { Address } from './address.ts'
import type { Diagnosed } from './diagnosis.ts'

/** What was asked, for the head of a thread. */
export interface Asked {
  host: string
  client?: Address
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
  /** Of a thread that no check belongs to: the audit log of a day. */
  | { state: 'log'; title: string }

/** What a thread is told below its head, each once and in order. */
export type Reply =
  | { kind: 'details'; diagnosed: Diagnosed }
  | { kind: 'action'; action: ActionReport; anchor?: { entry: number; hash: string } }
  /** Somebody asks for approvals. What is asked stands in the request that the bot sealed. */
  | { kind: 'request'; requestId: string }
  | { kind: 'note'; text: string }

export type Outcome = 'verified' | 'not-fixed' | 'inconclusive' | 'nothing-to-do' | 'refused'

export interface RanCommand {
  command: string
  /** Null when a signal, a time limit or a lost connection ended it. */
  exit: number | null
  /** SHA-256 of what it printed (the first 4 KiB of each), standard output before standard error. */
  output: string
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
  /** Each command that was run, in order. */
  ran?: RanCommand[]
  /** Whether it only looked. */
  dryRun?: true
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  requestedBy?: { id: string; name?: string }
  at: string
}
