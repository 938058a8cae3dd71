import { mayCheck } from '../../policy/may.ts'
import { say } from '../answer.ts'
import { ask } from '../ask.ts'
import type { BotContext } from '../context.ts'
import { recheckOf } from '../offers.ts'
import { actorOf } from '../people.ts'
import { type Click, EXPIRED } from './click.ts'

/** Handles "Check again": the same question, answered in the same thread. Returns what the person is told. */
export async function recheck(click: Click, context: BotContext): Promise<string> {
  const { people, teamId, desk } = context
  const [offer, { member, surroundings }] = await Promise.all([
    desk.recall(click.offerId),
    actorOf(people, teamId, click.userId, click.channel),
  ])
  const may = mayCheck(member, surroundings)
  if (!may.allowed) return `Sorry, no check: ${may.because}.`
  const check = offer && recheckOf(offer)
  if (!check) return EXPIRED
  const place = { channel: click.channel, threadTs: click.threadTs }
  const person = { id: member.id, name: member.name }
  const refusal = await ask({ check, person, place, trigger: click.trigger }, context)
  return refusal ?? say`Checking ${check.host} again: the answer comes into the thread of this message.`
}
