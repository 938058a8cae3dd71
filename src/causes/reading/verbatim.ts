import type { Proof } from '../../domain/diagnosis.ts'
import type { Evidence } from '../../domain/evidence.ts'

/** What each command printed, over all sections. */
export type Printed = Map<string, string[]>

export function printedBy({ observations }: Evidence): Printed {
  const printed: Printed = new Map()
  const sections = observations.flatMap((one) => ('commands' in one && Array.isArray(one.commands) ? one.commands : []))
  for (const { command, output, exit } of sections.filter((one) => one !== null && typeof one === 'object'))
    printed.set(command, [
      ...(printed.get(command) ?? []),
      ...String(output).split('\n').map(unindented),
      exitLine(exit),
    ])
  return printed
}

/** What stands for a command that ended without a word. */
export const exitLine = (exit: number): string => `exit status ${exit}`

const unindented = (line: string): string => line.trim()

/** Whether a proof quotes what was seen: each line that a command is said to have printed was printed by it. */
export function isVerbatim({ quote, command }: Proof, printed: Printed): boolean {
  if (typeof quote !== 'string' || quote.trim() === '') return false
  if (command === undefined) return true
  const lines = printed.get(command)
  return lines !== undefined && quote.split('\n').every((line) => lines.includes(unindented(line)))
}
