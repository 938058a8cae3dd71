import type { WebClient } from '@slack/web-api'
import type { Alert } from '../../domain/alert.ts'
import type { AlertAct } from '../../monitor/acts.ts'
import { titleOf } from '../../monitor/words.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import type { Submission } from '../on-submit.ts'
import { actorOf } from '../people.ts'
import { type AlertWishes, alertForm, parseAlertFormMetadata, readAlertForm } from '../views/alert-form.ts'
import { GONE, whyNot } from './alert.ts'
import { type Answer, personOf } from './carry-out.ts'
import type { Click } from './click.ts'
import { show } from './preview.ts'

/** Handles "More …" of an alert. Who may is asked when the form is submitted, too. */
export async function openAlertForm(
  { value: alertId, channel, userId, trigger }: Click,
  context: BotContext,
  client: WebClient,
): Promise<string | undefined> {
  const [alert, actor] = await Promise.all([context.desk.alert(alertId), actorOf(context, userId, channel)])
  if (!alert) return GONE
  const refusal = await whyNot(alert, { act: 'assign' }, actor, context)
  if (refusal !== undefined) return refusal
  return show(() => client.views.open({ trigger_id: trigger, view: alertForm(titleOf(alert), { alertId, channel }) }))
}

/** Handles the form's submission: hands the alert over, snoozes it, or both. */
export async function submitAlertForm({ userId, view }: Submission, context: BotContext): Promise<Answer> {
  const { alertId, channel } = parseAlertFormMetadata(view.private_metadata)
  const read = readAlertForm(view.state?.values, new Date())
  if ('errors' in read) return read
  const { desk } = context
  const [alert, actor] = await Promise.all([desk.alert(alertId), actorOf(context, userId, channel)])
  if (!alert) return GONE
  const refusal = await whyNot(alert, { act: 'assign' }, actor, context)
  if (refusal !== undefined) return refusal
  const acts = await actsOf(read.wishes, { alert, channel }, context)
  if (!Array.isArray(acts)) return acts
  const told: string[] = []
  for (const act of acts) told.push((await desk.actOnAlert(alertId, act, personOf(actor))) ?? GONE)
  return say`${told.join(' ')}`
}

/** Or a complaint: an alert is only handed to somebody who could do something about it. */
async function actsOf(
  { to, until }: AlertWishes,
  { alert, channel }: { alert: Alert; channel: string },
  context: BotContext,
): Promise<AlertAct[] | { errors: Record<string, string> }> {
  const snooze: AlertAct[] = until === undefined ? [] : [{ act: 'snooze', until }]
  if (to === undefined) return snooze
  const taker = await actorOf(context, to, channel)
  if ((await whyNot(alert, { act: 'assign' }, taker, context)) !== undefined)
    return { errors: { to: 'They are not on call, and may not fix this: pick somebody who could do something.' } }
  const { id, name } = taker.member
  return [{ act: 'assign', to: { id, name } }, ...snooze]
}
