import { may } from '../../policy/may.ts'
import { pausedWords } from '../../queue/switch.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { whoCan } from '../who-can.ts'

/** Handles `/ssh-check pause` and `resume`: for every host and every worker, at once. Returns what the person is told. */
export async function turnSwitch(
  { pause, reason }: { pause: boolean; reason: string },
  asker: NamedActor,
  context: BotContext,
): Promise<string> {
  const { desk, config } = context
  const { member, ...actor } = asker
  const allowed = may('pause', asker, {}, config.policy)
  if (!allowed.allowed)
    return say`Not for you, sorry: ${allowed.because}.`.concat(await whoCan('pause', {}, asker, context))
  const before = await desk.switchState()
  if (before.paused === pause)
    return pause ? say`Nothing to do: ${pausedWords(before)}.` : 'Nothing to do: changes are not paused.'
  const by = { id: member.id, name: member.name }
  await desk.turnSwitch({ paused: pause, by, ...(reason !== '' && { reason }) })
  const at = new Date().toISOString()
  await desk.record(`switch:${at}:${by.id}`, {
    event: pause ? 'paused' : 'resumed',
    at,
    by: by.id,
    channel: actor.surroundings.channel,
    ...(reason !== '' && { reason }),
    detail: pause ? 'All changes were paused.' : 'Changes may go on.',
  })
  return pause
    ? 'Paused: no worker changes any host from now on, whatever was ordered; checks go on. `/ssh-check resume` lets changes go on.'
    : 'Resumed: hosts may be changed again. What was refused meanwhile has to be ordered anew.'
}
