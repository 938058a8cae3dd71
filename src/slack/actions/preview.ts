import type { WebClient } from '@slack/web-api'
import { demandsOn } from '../../policy/demands.ts'
import { may } from '../../policy/may.ts'
import type { Request } from '../../queue/guard.ts'
import type { BotContext } from '../context.ts'
import { type Metadata, type Preview, previewOf } from '../views/preview.ts'
import { troubleOf } from '../web-client.ts'
import { whoMay } from '../who-may.ts'
import type { Click } from './click.ts'
import { type Considered, consider } from './consider.ts'

/** Handles the click on an offer: shows what it would do. Returns what the person is told instead, when it is not shown. */
export async function preview(click: Click, context: BotContext, client: WebClient): Promise<string | undefined> {
  const { value: offerId, channel, threadTs, userId } = click
  const considered = await consider({ userId, offerId, channel, abilities: ['fix'] }, context)
  if ('told' in considered) return considered.told
  const view = previewOf(await previewFor(considered, { offerId, channel, threadTs }, context))
  return show(() => client.views.open({ trigger_id: click.trigger, view }))
}

/** All that the modal shows, for this person. */
export async function previewFor(
  { about, actor }: Exclude<Considered, { told: string }>,
  metadata: Metadata,
  { config: { policy }, people }: BotContext,
  request?: Request,
): Promise<Preview> {
  return {
    about,
    metadata,
    vantage: about.offer.vantage,
    demands: demandsOn(about.subject, policy),
    approvers: await whoMay('approve', about.subject, { policy, channel: metadata.channel, people }),
    mayBreakGlass: may('break-glass', actor, about.subject, policy).allowed,
    ...(request && { request }),
  }
}

/** A modal can be opened within three seconds of the click; later only words are left. */
export async function show(open: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await open()
    return undefined
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.kind !== 'refused' || !/trigger/.test(trouble.code)) throw error
    return 'That took too long for Slack to show you what it would do. Nothing was changed: press the button again.'
  }
}
