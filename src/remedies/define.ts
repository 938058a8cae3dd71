import type { z } from 'zod'
import type { Address } from '../domain/address.ts'
import type { Risk } from '../domain/diagnosis.ts'
import type { Evidence } from '../domain/evidence.ts'

/** One command on the host: a program and its arguments, never a shell string. */
export type Argv = readonly [string, ...string[]]

/** What the state that the remedy changes looks like on the host right now, read from evidence. */
export type State =
  | { state: 'holds'; detail: string; facts: Record<string, unknown> }
  | { state: 'gone'; detail: string; facts: Record<string, unknown> }
  | { state: 'unknown'; because: string }

/**
 * A known fix. Everything but the carrying out is pure. Methods rather than function properties, so that a list can hold
 * remedies with different arguments: whoever calls them passes what `args` parsed.
 */
export interface Remedy<A extends Record<string, string> = Record<string, string>> {
  id: string
  title: string
  risk: Risk
  /** Parses and narrows the arguments; what it lets through is safe as an argument of a command. */
  args: z.ZodType<A, Record<string, string>>
  /** The trouble that this remedy ends, as fresh evidence shows it: asked before (must hold) and after (must be gone). */
  trouble(evidence: Evidence, args: A): State
  /** Whom the trouble is about, where the arguments say so: fresh evidence is gathered for this client. */
  clientOf?(args: A): Address | undefined
  plan(args: A): Argv[]
  /** Puts back what the plan changed; undefined where that makes no sense. */
  undo?(args: A): Argv[]
  /** What could go wrong, in one sentence, for the preview. */
  caution: string
}

export const defineRemedy = <A extends Record<string, string>>(remedy: Remedy<A>): Remedy<A> => remedy
