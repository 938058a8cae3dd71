import { timeOfDay } from '../../domain/times.ts'
import { may } from '../../policy/may.ts'
import { understand } from '../about.ts'
import type { HomeApproval } from '../blocks/home.ts'
import { labelOf } from '../blocks/labels.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { threadUrl } from './thread-url.ts'

/** What waits for the approval of this person, who did not ask for it. */
export async function approvalsFor(actor: NamedActor, context: BotContext): Promise<HomeApproval[]> {
  const ids = await context.desk.openRequests()
  const all = await Promise.all(ids.map((id) => approvalFor(id, actor, context)))
  return all.flatMap((one) => one ?? [])
}

/** Read from what the bot sealed; the policy judges them as if they were in the channel where it was asked. */
async function approvalFor(id: string, actor: NamedActor, context: BotContext): Promise<HomeApproval | undefined> {
  const { desk, hosts, config, people, workspaceUrl } = context
  const request = await desk.request(id)
  if (!('ending' in request) || request.ending) return undefined
  const { found } = request
  const offer = await desk.recall(found.offerId)
  const about = offer && understand(offer, hosts)
  if (!about || found.by.id === actor.member.id) return undefined
  const { externallyShared } = await people.channel(found.channel)
  const there = { ...actor, surroundings: { ...actor.surroundings, channel: found.channel, externallyShared } }
  if (!may('approve', there, about.subject, config.policy).allowed) return undefined
  const url = threadUrl(workspaceUrl, (await desk.placesOf([about.offer.runId])).get(about.offer.runId))
  return {
    what: `${labelOf(about.offer)} on ${about.host.name}`,
    by: found.by.name ?? found.by.id,
    until: timeOfDay(found.expiresAt),
    ...(url !== undefined && { url }),
  }
}
