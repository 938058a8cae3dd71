import { may } from '../../policy/may.ts'
import { isOurPlace } from '../../policy/standing.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import { evidenceOf } from '../offers.ts'
import { behind, type Click, EXPIRED } from './click.ts'

/** Handles "Evidence": puts all of it into the thread, once. Returns what the person is told. */
export async function evidence(click: Click, context: BotContext): Promise<string> {
  const { desk, hosts, config } = context
  const { offer, actor } = await behind(click, context)
  const run = offer && evidenceOf(offer)
  if (!run) return EXPIRED
  const tags = hosts.find(({ name }) => name === run.host)?.tags ?? []
  const allowed = may('check', actor, { tags }, config.policy)
  if (!allowed.allowed) return say`Not for you, sorry: ${allowed.because}.`
  if (!isOurPlace(actor).allowed)
    return 'Evidence is not shown where another organisation may read it: check again from a channel of this workspace alone.'
  const isNew = await desk.tell(run.runId, 'evidence', { kind: 'evidence' })
  return isNew
    ? 'The evidence comes into the thread of this message, as files.'
    : 'The evidence was asked for before: its files stand in the thread of this message, or are on their way.'
}
