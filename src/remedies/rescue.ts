import type { Shell } from '../access/shell.ts'
import { answerOf } from '../domain/evidence.ts'
import type { Ran } from '../domain/message.ts'
import type { CarryOut, Site } from './carry-out.ts'
import { asRoot, commandLines } from './commands.ts'
import { type DeadMan, deadManFor } from './dead-man.ts'
import { loginOf } from './look.ts'
import type { Verdict } from './report.ts'
import { runInOrder } from './run.ts'

/** Time for the change, for a new login, and for up to four looks at what it did. */
const RESCUE_AFTER_S = 180

interface Armed {
  deadMan: DeadMan
  /** What the host runs by itself. */
  command: string
  dueMs: number
  outputs: string[]
  ran: Ran[]
}

/** Arms the timed undo on the host, before anything is changed. Undefined when the remedy needs none. */
export async function arm(site: Site, shell: Shell): Promise<Armed | { failed: string; ran: Ran[] } | undefined> {
  const { order, evidence } = site
  const argvs = order.remedy.rescue?.(order.args, order.direction)
  if (!argvs) return undefined
  const afterS = order.rescueAfterS ?? RESCUE_AFTER_S
  const login = loginOf(evidence)
  const systemd = (answerOf(evidence, 'units')?.units.length ?? 0) > 0
  const deadMan = deadManFor({ argvs, afterS, orderId: order.orderId ?? order.request.runId, login, systemd })
  const dueMs = Date.now() + afterS * 1_000
  const { ran, outputs, complaint } = await runInOrder(shell, deadMan.arm, order.tools.signal)
  if (complaint !== undefined) {
    // Of several timers the first may run.
    await runInOrder(shell, deadMan.cancel(outputs) ?? [], order.tools.signal)
    return { failed: `the timed undo could not be armed: ${complaint}`, ran }
  }
  const command = commandLines(asRoot(argvs, 'root'))
  order.onArmed?.(`${order.request.host.name} runs this by itself in ${afterS} s unless called off:\n  ${command}`)
  return { deadMan, command, dueMs, outputs, ran }
}

/** Calls the timed undo off once the change is proven over a new connection; else leaves it to the host. */
export async function settle(
  armed: Armed,
  verdict: Verdict,
  { shell, order }: { shell: Shell; order: CarryOut },
): Promise<Verdict> {
  const { deadMan, command, ran } = armed
  const timedUndo = { name: deadMan.name, command }
  if (verdict.outcome !== 'verified')
    return {
      ...verdict,
      detail: `${verdict.detail} ${left(armed)}`,
      timedUndo: { ...timedUndo, state: 'armed' as const },
    }
  const argvs = deadMan.cancel(armed.outputs)
  const called = argvs ? await runInOrder(shell, argvs, order.tools.signal) : undefined
  const all = [...(verdict.ran ?? ran), ...(called?.ran ?? [])]
  if (called && called.complaint === undefined)
    return { ...verdict, ran: all, timedUndo: { ...timedUndo, state: 'cancelled' as const } }
  const why = called?.complaint ?? 'nobody knows its process'
  return {
    ...verdict,
    outcome: 'inconclusive',
    detail: `${verdict.detail} But the timed undo could not be called off (${why}): it may have run already. ${left(armed)}`,
    ran: all,
    timedUndo: { ...timedUndo, state: 'armed' as const },
  }
}

function left({ command, dueMs }: Armed): string {
  const inS = Math.max(0, Math.ceil((dueMs - Date.now()) / 1_000))
  return `The host runs by itself in ${inS} s: ${command.replaceAll('\n', '; ')}`
}
