import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Shell } from '../access/shell.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { ActionReport, RanCommand } from '../domain/message.ts'
import { gatherInside } from '../evidence/script.ts'
import type { CheckRequest, Tools } from '../probes/tools.ts'
import { visit } from '../probes/visit.ts'
import { argvsOf, type Direction } from './commands.ts'
import type { Argv, Remedy, State } from './define.ts'
import { judgeAfter, judgeBefore } from './judge.ts'
import { quoteArgv } from './quote-argv.ts'
import { reportOf, type Verdict } from './report.ts'

const COMMAND_TIMEOUT_MS = 30_000
const LOOK_TIMEOUT_MS = 20_000
/** Some programs take effect a moment after they have answered: `fail2ban-client … banip` does. */
const LOOKS = 4
const BETWEEN_LOOKS_MS = 1_000

/** The ways to the host. */
export interface Ways {
  visit: typeof visit
  gatherInside: typeof gatherInside
}

export interface CarryOut {
  remedy: Remedy
  /** As `remedy.args` parsed them. */
  args: Record<string, string>
  direction: Direction
  request: CheckRequest
  tools: Tools
  /** Looks, and tells what would be run; nothing is changed. */
  dryRun?: boolean
  /** Asked last, right before the first command: why nothing may be changed now, or undefined when it may. */
  hold?: () => Promise<string | undefined>
  orderId?: string
  requestedBy?: ActionReport['requestedBy']
  ways?: Ways
  betweenLooksMs?: number
}

/**
 * Carries out one remedy on one host and proves what became of it: the trouble must hold before, and fresh evidence from
 * the same shell must show it gone afterwards. That a command exits with 0 proves nothing. To undo is the mirror image.
 * Trouble at the host is in the report; it throws for our own failures only.
 */
export async function carryOut(order: CarryOut): Promise<ActionReport> {
  const ways = order.ways ?? { visit, gatherInside }
  const client = order.remedy.clientOf?.(order.args)
  const { evidence, shell } = await ways.visit({ ...order.request, ...(client && { client }) }, order.tools)
  try {
    const argvs = argvsOf(order.remedy, order.args, order.direction, answerOf(evidence, 'identity')?.login)
    const verdict = await changeAndProve(order, ways, argvs, evidence, shell)
    return reportOf(order, argvs ?? [], verdict)
  } finally {
    shell?.close()
  }
}

async function changeAndProve(
  order: CarryOut,
  ways: Ways,
  argvs: Argv[] | undefined,
  evidence: Evidence,
  shell: Shell | undefined,
): Promise<Verdict> {
  if (!argvs) return { outcome: 'refused', detail: `${order.remedy.id} cannot be undone.` }
  if (!shell) return { outcome: 'inconclusive', detail: `${whyNoShell(evidence)}: nothing was changed.` }
  const before = order.remedy.trouble(evidence, order.args)
  const early = judgeBefore(before, order.direction, order.dryRun ?? false)
  if (early) return early
  const held = await order.hold?.()
  if (held !== undefined) return { outcome: 'refused', detail: `Not done, because ${held}. Nothing was changed.` }

  const { ran, complaint } = await runInOrder(shell, argvs, order.tools.signal)
  const after = await lookAgain(order, ways, evidence, shell)
  return { ...judgeAfter(before, after, order.direction, complaint), ran }
}

interface Ran {
  ran: RanCommand[]
  complaint: string | undefined
}

/** Runs the commands until one fails. Returns how each ended, and what the last one complained of. */
async function runInOrder(shell: Shell, argvs: Argv[], signal: AbortSignal | undefined): Promise<Ran> {
  const ran: RanCommand[] = []
  for (const argv of argvs) {
    const command = quoteArgv(argv)
    const { complaint, ...ended } = await runOne(shell, command, signal)
    ran.push({ command, ...ended })
    if (complaint !== undefined) return { ran, complaint: `\`${command}\` ${complaint}` }
  }
  return { ran, complaint: undefined }
}

type Ended = Omit<RanCommand, 'command'> & { complaint?: string }

async function runOne(shell: Shell, command: string, signal: AbortSignal | undefined): Promise<Ended> {
  try {
    const options = { timeoutMs: COMMAND_TIMEOUT_MS, maxBytes: 4_096, ...(signal && { signal }) }
    const { exit, timedOut, stderr, stdout } = await shell.run(command, options)
    const output = digestOf(stdout + stderr)
    if (timedOut) return { exit, output, complaint: `did not end within ${COMMAND_TIMEOUT_MS} ms` }
    if (exit === 0) return { exit, output }
    return { exit, output, complaint: `ended with ${exit ?? 'a signal'}: ${stderr || stdout}` }
  } catch (error) {
    signal?.throwIfAborted()
    const complaint = `was cut off: ${error instanceof Error ? error.message : String(error)}`
    return { exit: null, output: digestOf(''), complaint }
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** The state after the change: looked at again while it is not yet what it should be. */
async function lookAgain(order: CarryOut, ways: Ways, evidence: Evidence, shell: Shell): Promise<State> {
  const { signal } = order.tools
  const wanted = order.direction === 'do' ? 'gone' : 'holds'
  const subject = {
    port: evidence.host.port,
    ...(evidence.client && { client: evidence.client.address }),
    ...(evidence.user !== undefined && { user: evidence.user }),
  }
  const look = async () => {
    const observations = await ways.gatherInside(shell, subject, {
      timeoutMs: LOOK_TIMEOUT_MS,
      ...(signal && { signal }),
    })
    return order.remedy.trouble({ ...evidence, observations }, order.args)
  }
  let state = await look()
  for (let looks = 1; looks < LOOKS && state.state !== wanted; looks++) {
    await setTimeout(order.betweenLooksMs ?? BETWEEN_LOOKS_MS, undefined, { ...(signal && { signal }) })
    state = await look()
  }
  return state
}

function whyNoShell(evidence: Evidence): string {
  const login = answerOf(evidence, 'login')
  if (!login) return `${evidence.host.name} could not be reached for a login`
  if (login.outcome === 'denied') return `${evidence.host.name} refused the login of ${login.user}`
  return `the login to ${evidence.host.name} ended as ${login.outcome}`
}
