import type { z } from 'zod'
import type { Address } from '../domain/address.ts'
import type { Risk } from '../domain/diagnosis.ts'
import type { Evidence } from '../domain/evidence.ts'
import type { Grant } from './grant.ts'

/** One command on the host: a program and its arguments, never a shell string. */
export type Argv = readonly [string, ...string[]]

export type Direction = 'do' | 'undo'

/** What the state that the remedy changes looks like on the host right now, read from evidence. */
export type State =
  | { state: 'holds'; detail: string; facts: Record<string, unknown> }
  | { state: 'gone'; detail: string; facts: Record<string, unknown> }
  | { state: 'unknown'; because: string }

/** Whom a trouble is about: fresh evidence is gathered for them. */
export interface About {
  client?: Address
  user?: string
  port?: number
}

/**
 * A known fix. Everything but the carrying out is pure. The arguments say all that the commands need, also what is to be put
 * back: so the preview shows, and the signature covers, exactly what will run in either direction.
 * Methods rather than function properties, so that a list can hold remedies with different arguments: whoever calls them
 * passes what `args` parsed.
 */
export interface Remedy<A extends Record<string, string> = Record<string, string>> {
  id: string
  title: string
  risk: Risk
  /** Parses and narrows the arguments; what it lets through is safe as an argument of a command. */
  args: z.ZodType<A, Record<string, string>>
  /** The arguments by example: for the help, and for the test that sudo allows what is run. */
  example: A
  /**
   * The trouble that this remedy ends, as fresh evidence shows it: asked before (must hold) and after (must be gone). To undo is
   * the other way round, and then what is to be changed need not look as it did when it was offered.
   */
  trouble(evidence: Evidence, args: A, direction?: Direction): State
  about?(args: A): About
  plan(args: A): Argv[]
  /** Puts back what the plan changed; undefined where that makes no sense. */
  undo?(args: A): Argv[]
  /**
   * For a remedy that may lock people out: what the host does by itself unless somebody has logged in anew in time. Such a
   * remedy is verified over a new connection. Undefined for the direction that cannot.
   */
  rescue?(args: A, direction: Direction): Argv[] | undefined
  /** How often to look, a second apart, until the change shows; without it as for what takes effect at once. */
  looks?: number
  /** The step that may follow once the change is proven, with its arguments by the evidence that proved it. */
  next?: { id: string; args(evidence: Evidence, args: A): Record<string, string> | undefined }
  /** What sudo has to allow for plan, undo and rescue. */
  grants: readonly Grant[]
  /** What could go wrong, in one sentence, for the preview. */
  caution: string
}

export const defineRemedy = <A extends Record<string, string>>(remedy: Remedy<A>): Remedy<A> => remedy
