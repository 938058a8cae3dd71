import type { PlainTextOption } from '@slack/types'
import { hostsFor } from '../commands/answer-command.ts'
import { rankHosts } from '../commands/rank-hosts.ts'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'
import { type FormMetadata, optionOf } from './check-form.ts'

/** Slack refuses more. */
const MAX_OPTIONS = 100

/** What the picker offers for what is typed so far: hosts that this person may check, those of the message and those checked last first. */
export async function suggestHosts(
  typed: string,
  userId: string,
  { channel, hosts = [] }: FormMetadata,
  context: BotContext,
): Promise<PlainTextOption[]> {
  const { desk, teamId, log } = context
  const [actor, last] = await Promise.all([
    actorOf(context, userId, channel),
    desk.lastHosts({ teamId, userId }).catch((error) => {
      log.warn({ err: error }, 'hosts are suggested without knowing which were checked last')
      return []
    }),
  ])
  const ranked = rankHosts(typed.slice(0, 100), hostsFor(actor, context), [...hosts, ...last])
  return ranked.slice(0, MAX_OPTIONS).flatMap((host) => optionOf(host) ?? [])
}
