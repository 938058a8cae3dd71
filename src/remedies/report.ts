import { randomUUID } from 'node:crypto'
import type { RemedyCall } from '../domain/diagnosis.ts'
import type { ActionReport, Outcome, Ran, TimedUndo } from '../domain/message.ts'
import type { CarryOut } from './carry-out.ts'
import { argvsOf, commandLines } from './commands.ts'
import type { Argv } from './define.ts'
import { offerOf } from './index.ts'

export interface Verdict {
  outcome: Outcome
  /** What was found before and after, in a sentence or two. */
  detail: string
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  /** Whether commands were run. */
  changed?: boolean
  ran?: Ran[]
  timedUndo?: TimedUndo
  next?: RemedyCall
}

/** The report of an action. The way back is offered only where something was changed. */
export function reportOf(order: CarryOut, argvs: Argv[], { changed, next: call, ...verdict }: Verdict): ActionReport {
  const login = argvs[0]?.[0] === 'sudo' ? undefined : 'root'
  const back = changed && order.direction === 'do' ? argvsOf(order.remedy, order.args, 'undo', login) : undefined
  const next = call && offerOf(call)
  return {
    schema: 'ssh-medic/action@1',
    orderId: order.orderId ?? randomUUID(),
    remedy: order.remedy.id,
    args: order.args,
    direction: order.direction,
    host: order.request.host.name,
    command: commandLines(argvs),
    ...verdict,
    ...(back && { undo: { command: commandLines(back) } }),
    ...(next && { next }),
    ...(order.dryRun && { dryRun: true }),
    ...(order.requestedBy && { requestedBy: order.requestedBy }),
    at: new Date().toISOString(),
  }
}
