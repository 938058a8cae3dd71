import { z } from 'zod'
import { isOurPlace, takesPart } from '../../policy/standing.ts'
import { ask } from '../ask.ts'
import { readAddress } from '../commands/fields.ts'
import type { BotContext } from '../context.ts'
import { actorOf, type NamedActor } from '../people.ts'

/** The step of a workflow, by its name in docs/workflow-step.yml. */
export const CHECK_STEP = 'check_ssh'

const inputs = z.object({
  host: z.string().trim().min(1).max(300),
  client_address: z.string().trim().optional(),
  user_id: z.string().min(1),
  channel_id: z.string().min(1),
})

/**
 * Handles the step: the check is asked for, and the step ends with its answer. Returns why it cannot be.
 *
 * Slack does not say who runs a workflow: whose id it names was put there by whoever built it. So a step may do what every
 * member may do anyway, and nothing that the policy gives to some people only.
 */
export async function checkStep(given: unknown, executionId: string, context: BotContext): Promise<string | undefined> {
  const parsed = inputs.safeParse(given)
  if (!parsed.success) return 'The step needs a host, the person who wants to know, and a channel: fill them in.'
  const { host, client_address: typed = '', user_id: userId, channel_id: channel } = parsed.data
  const client = readAddress(typed)
  if (typed !== '' && client === undefined) return `“${typed.slice(0, 60)}” is not an IP address.`
  if (context.config.policy.check !== 'members') return FOR_SOME_ONLY
  const actor = await actorOf(context, userId, channel)
  const because = whyNot(actor, context)
  if (because !== undefined) return because
  return ask(
    {
      check: { host, ...(client !== undefined && { client }) },
      actor: { ...actor, member: { ...actor.member, name: `${actor.member.name}, through a workflow` } },
      place: { channel, step: executionId },
      trigger: `step ${executionId}`,
    },
    context,
  )
}

function whyNot(actor: NamedActor, { botName }: BotContext): string | undefined {
  const [standing, place] = [takesPart(actor), isOurPlace(actor)]
  if (!standing.allowed) return `No check for this person: ${standing.because}.`
  if (actor.channel.joined === false)
    return `ssh-medic is not in that channel, so it could not answer: type /invite @${botName} there.`
  return place.allowed ? undefined : 'No check by a workflow in a channel that is shared with another organisation.'
}

const FOR_SOME_ONLY =
  'The policy lets only some people check, and Slack does not tell who runs a workflow: ask with /ssh-check instead.'
