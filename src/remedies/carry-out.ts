import type { Shell } from '../access/shell.ts'
import type { Evidence } from '../domain/evidence.ts'
import type { ActionReport, Ran } from '../domain/message.ts'
import { gatherInside } from '../evidence/script.ts'
import type { CheckRequest, Tools } from '../probes/tools.ts'
import { visit } from '../probes/visit.ts'
import { argvsOf } from './commands.ts'
import type { Argv, Direction, Remedy } from './define.ts'
import { judgeAfter, judgeBefore } from './judge.ts'
import { loginOf, lookAgain, lookAnew, whyNoShell } from './look.ts'
import { mark } from './mark.ts'
import { reportOf, type Verdict } from './report.ts'
import { arm, settle } from './rescue.ts'
import { runInOrder } from './run.ts'

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
  /** Whether others may hold the same order: then the host itself decides who is the first to begin it. */
  once?: boolean
  requestedBy?: ActionReport['requestedBy']
  /** Hears of a timed undo that now runs on the host. */
  onArmed?: (said: string) => void
  rescueAfterS?: number
  ways?: Ways
  betweenLooksMs?: number
}

/** A host that was visited for an order. */
export interface Site {
  order: CarryOut
  request: CheckRequest
  ways: Ways
  evidence: Evidence
}

/**
 * Carries out one remedy on one host and proves what became of it: the trouble must hold before, and fresh evidence must show
 * it gone afterwards. That a command exits with 0 proves nothing. What may lock people out is preceded by a timed undo on the
 * host, which is called off once a new connection has proven the change. To undo is the mirror image.
 * Trouble at the host is in the report; it throws for our own failures only.
 */
export async function carryOut(order: CarryOut): Promise<ActionReport> {
  const ways = order.ways ?? { visit, gatherInside }
  const request = { ...order.request, ...order.remedy.about?.(order.args) }
  const { evidence, shell } = await ways.visit(request, order.tools)
  try {
    const argvs = argvsOf(order.remedy, order.args, order.direction, loginOf(evidence))
    const verdict = await changeAndProve({ order, request, ways, evidence }, argvs, shell)
    return reportOf(order, argvs ?? [], verdict)
  } finally {
    shell?.close()
  }
}

async function changeAndProve(site: Site, argvs: Argv[] | undefined, shell: Shell | undefined): Promise<Verdict> {
  const { order, evidence } = site
  const { remedy, direction } = order
  if (!argvs) return { outcome: 'refused', detail: `${remedy.id} cannot be undone.` }
  if (!shell) return { outcome: 'inconclusive', detail: `${whyNoShell(evidence)}: nothing was changed.` }
  const before = remedy.trouble(evidence, order.args, direction)
  const early = judgeBefore(before, direction, order.dryRun ?? false)
  if (early) return early
  const begun = await begin(order, shell)
  if ('verdict' in begun) return begun.verdict

  const armed = await arm(site, shell)
  if (armed && 'failed' in armed) return refusal(`${armed.failed}: nothing was changed`, [...begun.ran, ...armed.ran])
  const { ran, complaint } = await runInOrder(shell, argvs, order.tools.signal)
  const all = [...begun.ran, ...(armed?.ran ?? []), ...ran]
  if (!armed) {
    const after = await lookAgain(site, shell, evidence)
    return withNext({ ...judgeAfter(before, after, direction, complaint), ran: all }, order, after.evidence)
  }
  const after = await lookAnew(site)
  try {
    const verdict = { ...judgeAfter(before, after, direction, complaint), ran: all }
    const settled = await settle(armed, verdict, { shell: after.shell ?? shell, order })
    return withNext(settled, order, after.evidence)
  } finally {
    after.shell?.close()
  }
}

/** The last questions before something is changed: is this the first to begin the order, and may anything be changed now? */
async function begin(order: CarryOut, shell: Shell): Promise<{ ran: Ran[] } | { verdict: Verdict }> {
  const { once, orderId, tools, request } = order
  const marked = once && orderId !== undefined ? await mark(shell, orderId, tools.signal) : undefined
  const ran = marked?.ran ?? []
  if (marked && 'failed' in marked) return { verdict: refusal(`${marked.failed}. Nothing was changed`, ran) }
  if (marked?.begun === 'before') return { verdict: { outcome: 'inconclusive', detail: again(request.host.name), ran } }
  const held = await order.hold?.()
  return held === undefined ? { ran } : { verdict: refusal(`${held}. Nothing was changed`, ran) }
}

const refusal = (because: string, ran: Ran[]): Verdict => ({
  outcome: 'refused',
  detail: `Not done, because ${because}.`,
  ...(ran.length > 0 && { ran }),
})

const again = (host: string) =>
  `This order was begun before, by another worker: a mark on ${host} shows it. So it may have been done or not, and it is not run a second time. Check ${host} again to see how it is now.`

/** What is proven may call for a second step. */
function withNext(verdict: Verdict, { remedy, args, direction }: CarryOut, evidence: Evidence): Verdict {
  if (verdict.outcome !== 'verified' || direction === 'undo') return verdict
  const given = remedy.next?.args(evidence, args)
  return remedy.next && given ? { ...verdict, next: { id: remedy.next.id, args: given } } : verdict
}
