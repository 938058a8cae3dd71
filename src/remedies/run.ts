import { createHash } from 'node:crypto'
import type { Shell } from '../access/shell.ts'
import type { Ran } from '../domain/message.ts'
import type { Argv } from './define.ts'
import { quoteArgv } from './quote-argv.ts'

const COMMAND_TIMEOUT_MS = 30_000
const MAX_BYTES = 4_096

export interface Series {
  /** What was run, in order. */
  ran: Ran[]
  /** Standard output of each. */
  outputs: string[]
  /** What the last one complained of: the others after it were not run. */
  complaint?: string
}

/** Runs the commands until one fails. Trouble at the host is told; it throws when cancelled. */
export async function runInOrder(
  shell: Shell,
  argvs: readonly Argv[],
  signal: AbortSignal | undefined,
): Promise<Series> {
  const series: Series = { ran: [], outputs: [] }
  for (const argv of argvs) {
    const command = quoteArgv(argv)
    const { exit, output, stdout, complaint } = await runOne(shell, command, signal)
    series.ran.push({ command, exit, outputSha256: createHash('sha256').update(output).digest('hex') })
    series.outputs.push(stdout)
    if (complaint !== undefined) return { ...series, complaint: `\`${command}\` ${complaint}` }
  }
  return series
}

interface One {
  exit: number | null
  output: string
  stdout: string
  complaint?: string
}

async function runOne(shell: Shell, command: string, signal: AbortSignal | undefined): Promise<One> {
  try {
    const options = { timeoutMs: COMMAND_TIMEOUT_MS, maxBytes: MAX_BYTES, ...(signal && { signal }) }
    const { exit, timedOut, stderr, stdout } = await shell.run(command, options)
    const answer = { exit, output: `${stdout}${stderr}`, stdout }
    if (timedOut) return { ...answer, complaint: `did not end within ${COMMAND_TIMEOUT_MS} ms` }
    return exit === 0 ? answer : { ...answer, complaint: `ended with ${exit ?? 'a signal'}: ${stderr || stdout}` }
  } catch (error) {
    signal?.throwIfAborted()
    const complaint = `was cut off: ${error instanceof Error ? error.message : String(error)}`
    return { exit: null, output: '', stdout: '', complaint }
  }
}
