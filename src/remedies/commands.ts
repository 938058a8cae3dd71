import type { Argv, Direction, Remedy } from './define.ts'
import { quoteArgv } from './quote-argv.ts'

/** The remedy's commands for one direction; undefined when there is nothing to undo. Root needs no sudo. */
export function argvsOf<A extends Record<string, string>>(
  remedy: Remedy<A>,
  args: A,
  direction: Direction,
  login: string | undefined,
): Argv[] | undefined {
  const plan = direction === 'do' ? remedy.plan(args) : remedy.undo?.(args)
  return plan && asRoot(plan, login)
}

export const asRoot = (argvs: readonly Argv[], login: string | undefined): Argv[] =>
  login === 'root' ? [...argvs] : argvs.map((argv): Argv => ['sudo', '-n', ...argv])

/** The command lines as a person reads them, one a line. */
export const commandLines = (argvs: readonly Argv[]): string => argvs.map(quoteArgv).join('\n')
