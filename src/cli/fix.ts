import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { z } from 'zod'
import type { ActionReport } from '../domain/message.ts'
import { fileBudget } from '../probes/budget-file.ts'
import { carryOut } from '../remedies/carry-out.ts'
import { argvsOf, commandLines } from '../remedies/commands.ts'
import type { Remedy } from '../remedies/define.ts'
import { actionText } from '../report/action-text.ts'
import { EXIT, exitOfOutcome, Stop } from './exit.ts'
import { untilInterrupted } from './interrupt.ts'
import { knownRemedy } from './known-remedy.ts'
import { progressTo } from './progress.ts'
import { targetOf } from './target.ts'

interface Options {
  dryRun?: boolean
  yes?: boolean
  undo?: boolean
  config?: string
  json?: boolean
}

/** `ssh-medic fix`: asked once unless told not to, carried out, verified by fresh evidence. Returns the exit status. */
export async function fix(name: string, remedyId: string, pairs: string[], options: Options): Promise<number> {
  const { config, host } = targetOf(name, options.config)
  const remedy = knownRemedy(remedyId)
  const args = parseArgs(remedy, pairs)
  const direction = options.undo ? 'undo' : 'do'
  const lines = commandLines(argvsOf(remedy, args, direction, host.user) ?? [])
  const timed = commandLines(remedy.rescue?.(args, direction) ?? [])
  if (!options.dryRun && !options.yes && !(await confirmed(host.name, { lines, timed, caution: remedy.caution }))) {
    process.stderr.write('Nothing was changed.\n')
    return EXIT.refused
  }
  const progress = progressTo(process.stderr)
  const report = await untilInterrupted((signal) =>
    carryOut({
      remedy,
      args,
      direction,
      request: { runId: randomUUID(), host, vantage: config.vantage },
      tools: { knownHosts: config.knownHosts, budget: fileBudget(), signal, onStep: progress.onStep },
      ...(options.dryRun && { dryRun: true }),
      rescueAfterS: config.timedUndoSeconds,
      onArmed: (said) => {
        progress.clear()
        process.stderr.write(`${said}\n`)
      },
    }),
  ).finally(progress.clear)
  show(report, options)
  return exitOfOutcome(report.outcome)
}

/** For the prompt. */
const TIMED = 'Before that the host is told to run this by itself, unless a new login has confirmed the change in time:'

interface Asked {
  lines: string
  /** What the host runs by itself; '' for nothing. */
  timed: string
  caution: string
}

function parseArgs(remedy: Remedy, pairs: string[]): Record<string, string> {
  const given = Object.fromEntries(pairs.map(splitPair))
  const parsed = remedy.args.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Stop(EXIT.usage, `${remedy.id} does not take these arguments:\n${z.prettifyError(parsed.error)}`)
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  if (at <= 0) throw new Stop(EXIT.usage, `“${pair}” is not KEY=VALUE, such as ip=203.0.113.7`)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

async function confirmed(host: string, { lines, timed, caution }: Asked): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Stop(EXIT.refused, 'nobody is there to confirm: add --yes, or --dry-run to only look')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(
      `On ${host}, run:\n${indented(lines)}${caution}\n${timed && `${TIMED}\n${indented(timed)}`}Go on? [y/N] `,
    )
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}

const indented = (text: string): string => `  ${text.replaceAll('\n', '\n  ')}\n`

function show(report: ActionReport, { json }: Options): void {
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : actionText(report))
}
