import type { Ability } from '../../config/policy.ts'
import { may } from '../../policy/may.ts'
import type { Permission } from '../../policy/standing.ts'
import type { Offer } from '../../queue/desk.ts'
import { type Understood, understand } from '../about.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { whyVoid } from '../still-valid.ts'
import { whoCan } from '../who-can.ts'
import { behind, EXPIRED } from './click.ts'

/** What somebody wants to do with an offer, from where. */
export interface Wish {
  userId: string
  offerId: string
  channel: string
  /** Any of these will do. */
  abilities: readonly Ability[]
}

/** Either what the person is told instead, and whether that is because the offer is void. */
export type Considered =
  | { told: string; voided?: { offer: Offer; because: string } }
  | { about: Understood; actor: NamedActor }

/**
 * Whether a wish may be granted: the offer is one of ours and not void, and the policy allows it to this person, from here,
 * for this host and remedy. Asked at every click. What is refused goes on record.
 */
export async function consider(wish: Wish, context: BotContext): Promise<Considered> {
  const { desk, hosts, config } = context
  const { offer, actor } = await behind({ ...wish, value: wish.offerId }, context)
  const about = offer && understand(offer, hosts)
  const permissions = wish.abilities.map((ability) => may(ability, actor, about?.subject ?? {}, config.policy))
  const refused = permissions.some(({ allowed }) => allowed) ? undefined : permissions.find(isDenied)
  if (refused) {
    await onRecord(wish, offer, refused.because, context)
    const [ability] = wish.abilities
    const others = ability ? await whoCan(ability, about?.subject ?? {}, actor, context) : ''
    return { told: say`Not for you, sorry: ${refused.because}. Nothing was changed.`.concat(others) }
  }
  if (!offer) return { told: EXPIRED }
  if (!about)
    return { told: 'This version of ssh-medic does not know the host or the remedy behind this button. Check again.' }
  const voided = await whyVoid(offer, desk)
  if (voided === undefined) return { about, actor }
  await onRecord(wish, offer, voided, context)
  const told = say`This is void: ${voided}. Nothing was changed; check again for the state of now.`
  return { told, voided: { offer, because: voided } }
}

const isDenied = (permission: Permission): permission is Extract<Permission, { allowed: false }> => !permission.allowed

/** One entry for a person and a button, however often it is pressed. */
async function onRecord(wish: Wish, offer: Offer | undefined, because: string, { desk }: BotContext): Promise<void> {
  await desk.record(
    `refused:${wish.offerId.slice(0, 200)}:${wish.userId}:${wish.abilities.join()}:${because.slice(0, 50)}`,
    {
      event: 'refused',
      at: new Date().toISOString(),
      by: wish.userId,
      channel: wish.channel,
      ...(offer && factsOf(offer)),
      detail: `A click was refused: ${because}.`,
    },
  )
}

/** What an entry of the audit log says of an offer. */
export const factsOf = ({ runId, host, vantage, remedy, args, direction }: Offer) => ({
  ...{ runId, host, vantage, remedy, args, direction },
})
