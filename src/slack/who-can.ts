import type { Ability } from '../config/policy.ts'
import type { Subject } from '../policy/grants.ts'
import { isOurPlace, takesPart } from '../policy/standing.ts'
import { say } from './answer.ts'
import type { BotContext } from './context.ts'
import type { NamedActor } from './people.ts'
import { whoMay } from './who-may.ts'

/** For somebody who may not: who can, as one more sentence; nothing where that is nobody, or no help to them. */
export async function whoCan(
  ability: Ability,
  subject: Subject,
  actor: NamedActor,
  { config: { policy }, people }: BotContext,
): Promise<string> {
  if (!takesPart(actor).allowed || !isOurPlace(actor).allowed) return ''
  const who = await whoMay(ability, subject, { policy, channel: actor.surroundings.channel, people })
  return who === undefined ? '' : ` ${say`Who can: ${who}.`}`
}
