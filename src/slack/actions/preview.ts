import type { WebClient } from '@slack/web-api'
import { mayFix } from '../../policy/may.ts'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'
import { previewOf } from '../views/preview.ts'
import { troubleOf } from '../web-client.ts'
import { type Click, EXPIRED } from './click.ts'

/** Handles the click on an offer: shows what it would do. Returns what the person is told instead, when it is not shown. */
export async function preview(click: Click, context: BotContext, client: WebClient): Promise<string | undefined> {
  const { people, teamId, config, desk } = context
  const [offer, { member, surroundings }] = await Promise.all([
    desk.recall(click.offerId),
    actorOf(people, teamId, click.userId, click.channel),
  ])
  const may = mayFix(member, surroundings, config.policy.fix)
  if (!may.allowed) return `Not for you, sorry: ${may.because}.`
  if (!offer) return EXPIRED
  const view = previewOf(offer, { offerId: click.offerId, channel: click.channel, threadTs: click.threadTs })
  if (!view) return `This version of ssh-medic does not know the remedy behind this button. Check again.`
  return show(() => client.views.open({ trigger_id: click.trigger, view }))
}

/** A modal can be opened within three seconds of the click; later only words are left. */
async function show(open: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await open()
    return undefined
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.kind !== 'refused' || !/trigger/.test(trouble.code)) throw error
    return 'That took too long for Slack to show you what it would do. Nothing was changed: press the button again.'
  }
}
