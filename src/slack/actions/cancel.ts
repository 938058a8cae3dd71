import { timeOfDay } from '../../domain/times.ts'
import { may } from '../../policy/may.ts'
import { takesPart } from '../../policy/standing.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import { cancelOf } from '../offers.ts'
import type { NamedActor } from '../people.ts'
import { whoMay } from '../who-may.ts'
import { personOf } from './carry-out.ts'
import { behind, type Click, EXPIRED } from './click.ts'

type Check = NonNullable<ReturnType<typeof cancelOf>>

/** Handles "Cancel": ends the check that waits or is under way. Returns what the person is told. */
export async function cancel(click: Click, context: BotContext): Promise<string> {
  const { desk } = context
  const { offer, actor } = await behind(click, context)
  const check = offer && cancelOf(offer)
  if (!check) return EXPIRED
  const refusal = await whyNot(check, actor, context)
  if (refusal !== undefined) return refusal
  const ending = await desk.cancelCheck(check.runId, check.vantage, personOf(actor))
  if (ending === undefined) return EXPIRED
  if (ending.how === 'answered') return 'Too late: the check has ended. Its answer stands in the message.'
  if (ending.by.id === click.userId) return say`Cancelled. Nothing was changed on ${check.host}.`
  return say`${ending.by.name ?? ending.by.id} cancelled this check already, at ${timeOfDay(ending.at)}.`
}

/** Whoever asked may cancel, and whoever may change the host or pause everything. */
async function whyNot(check: Check, actor: NamedActor, context: BotContext): Promise<string | undefined> {
  const { hosts, config, people } = context
  const standing = takesPart(actor)
  if (!standing.allowed) return `Not for you, sorry: ${standing.because}.`
  if (actor.member.id === check.askedBy) return undefined
  const tags = hosts.find(({ name }) => name === check.host)?.tags ?? []
  const { policy } = config
  if (may('fix', actor, { tags }, policy).allowed || may('pause', actor, {}, policy).allowed) return undefined
  const { channel } = actor.surroundings
  const fixers = await whoMay('fix', { tags }, { policy, channel, people })
  const [asker] = await people.names({ users: check.askedBy === undefined ? [] : [check.askedBy], groups: [] })
  const others = fixers === undefined ? '' : `, and who may fix ${check.host} (${fixers})`
  return say`Not for you, sorry. This check can be cancelled by ${`${asker ?? 'who asked'}${others}`}.`
}
