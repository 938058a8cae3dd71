import type { Proof } from '../../domain/diagnosis.ts'
import type { CommandOutput } from '../../domain/inside.ts'
import type { Answered, InsideName, OutsideName } from '../../domain/observation.ts'
import { exitLine } from './verbatim.ts'

const MAX_LINES = 6

/**
 * The lines of a section's output that say it, verbatim, with the command that printed them. Never invented: no line, no proof.
 * What two commands print is quoted once.
 */
export function quoteLines(
  section: Answered<InsideName>,
  says: (line: string, command: CommandOutput) => boolean,
): Proof[] {
  const quoted = new Set<string>()
  return section.commands.flatMap((command) => {
    const said = command.output.split('\n').filter((line) => line.trim() !== '' && says(line, command))
    const lines = said.filter((line) => !quoted.has(line))
    if (lines.length === 0) return []
    for (const line of lines) quoted.add(line)
    return [{ observation: section.observation, quote: lines.slice(0, MAX_LINES).join('\n'), command: command.command }]
  })
}

/** A command that was stopped after its time, most often without a word: its exit status is what is left to show. */
export const quoteTimeout = (section: Answered<InsideName>, of: (command: string) => boolean): Proof[] =>
  section.commands
    .filter(({ command, exit }) => (exit === 124 || exit === 137) && of(command))
    .map(({ command, exit }) => ({ observation: section.observation, quote: exitLine(exit), command }))

/** One entry of a file that a command printed, from that line on, with the lines that a backslash continues it by. */
export function quoteRun(section: Answered<InsideName>, command: string, lineNumber: number): Proof[] {
  const printed = section.commands.find((one) => one.command.replace(/^sudo -n /, '') === command)
  const lines = printed?.output.split('\n').slice(lineNumber - 1) ?? []
  const end = lines.findIndex((line) => !line.endsWith('\\'))
  const quote = lines.slice(0, end < 0 ? MAX_LINES : end + 1).join('\n')
  return printed && quote !== '' ? [{ observation: section.observation, quote, command: printed.command }] : []
}

/** What an outside probe saw, as one line. */
export const quoteProbe = (observation: OutsideName, quote: string): Proof[] => [{ observation, quote }]

/** Whether a line names the address as a whole word, not as a part of a longer one. */
export function namesAddress(line: string, address: string): boolean {
  const escaped = address.replace(/[.]/g, '\\.')
  return new RegExp(`(^|[^0-9A-Fa-f.:])(::ffff:)?${escaped}($|[^0-9A-Fa-f.:]|[.:](\\s|$))`).test(line)
}
