import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { z } from 'zod'
import type { Config } from '../config/schema.ts'
import type { ActionReport } from '../domain/message.ts'
import { fileBudget } from '../probes/budget-file.ts'
import { type CarryOut, carryOut } from '../remedies/carry-out.ts'
import { argvsOf, commandLines } from '../remedies/commands.ts'
import type { Remedy } from '../remedies/define.ts'
import { actionText } from '../report/action-text.ts'
import { EXIT, exitOfOutcome, Stop } from './exit.ts'
import { type FixGuard, openFixGuard, stopIfHeld } from './fix-guard.ts'
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

/**
 * `ssh-medic fix`: asked once unless told not to, carried out unless changes are paused, verified by fresh evidence. Returns
 * the exit status.
 */
export async function fix(name: string, remedyId: string, pairs: string[], options: Options): Promise<number> {
  const { config, host } = targetOf(name, options.config)
  const remedy = knownRemedy(remedyId)
  const args = parseArgs(remedy, pairs)
  const direction = options.undo ? 'undo' : 'do'
  const orderId = randomUUID()
  const order: Order = {
    remedy,
    args,
    direction,
    request: { runId: orderId, host, vantage: config.vantage },
    orderId,
    rescueAfterS: config.timedUndoSeconds,
  }
  const report = options.dryRun
    ? await carriedOut({ ...order, dryRun: true }, config)
    : await underGuard(order, config, options)
  if (!report) {
    process.stderr.write('Nothing was changed.\n')
    return EXIT.refused
  }
  show(report, options)
  return exitOfOutcome(report.outcome)
}

type Order = Omit<CarryOut, 'tools'> & { orderId: string }

/** Carries it out unless changes are paused, and puts it on record. Undefined when the person thought better of it. */
async function underGuard(order: Order, config: Config, options: Options): Promise<ActionReport | undefined> {
  const { remedy, args, direction, request, orderId } = order
  const host = request.host
  const deed = { orderId, args, direction, remedy: remedy.id, host: host.name, vantage: config.vantage }
  const guard = await openFixGuard(config, options.config, deed)
  try {
    await stopIfHeld(guard)
    const lines = commandLines(argvsOf(remedy, args, direction, host.user) ?? [])
    const timed = commandLines(remedy.rescue?.(args, direction) ?? [])
    if (!options.yes && !(await confirmed(host.name, { lines, timed, caution: remedy.caution }))) return undefined
    await guard.begun()
    const report = await carriedOut({ ...order, hold: guard.hold }, config).catch(async (error) => {
      const detail = 'It was broken off, so it may have been done or not: check the host again.'
      await recordEnd(guard, { outcome: 'inconclusive', detail, at: new Date().toISOString() })
      throw error
    })
    await recordEnd(guard, report)
    return report
  } finally {
    guard.close()
  }
}

/** What was done is done, also when Redis has gone meanwhile. */
async function recordEnd(guard: FixGuard, report: Parameters<FixGuard['ended']>[0]): Promise<void> {
  await guard.ended(report).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`ssh-medic: the outcome is not in the audit log: ${why}\n`)
  })
}

function carriedOut(order: Order, config: Config): Promise<ActionReport> {
  const progress = progressTo(process.stderr)
  const onArmed = (said: string) => {
    progress.clear()
    process.stderr.write(`${said}\n`)
  }
  return untilInterrupted((signal) => {
    const tools = { knownHosts: config.knownHosts, budget: fileBudget(), signal, onStep: progress.onStep }
    return carryOut({ ...order, tools, onArmed })
  }).finally(progress.clear)
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
