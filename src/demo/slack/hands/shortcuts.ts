import { type Around, deliverInteractive, mustSee, nameOf, personal } from './around.ts'
import { messageOf } from './events.ts'

/** Chooses one of the app's shortcuts from the menu of a message, also of one that somebody else or another app wrote. */
export async function shortcut(
  around: Around,
  user: string,
  channel: string,
  ts: string,
  callbackId: string,
): Promise<void> {
  const { workspace, tickets, responseUrl, app } = around
  mustSee(workspace, user, channel)
  const message = workspace.message(channel, ts)
  if (!message || (message.onlyFor !== undefined && message.onlyFor !== user))
    throw new Error(`there is no message ${ts}`)
  if (!app.messageShortcuts.some((one) => one.callbackId === callbackId))
    throw new Error(`the app has no shortcut ${callbackId}`)
  if (workspace.person(user)?.stranger)
    throw new Error(`${nameOf(workspace, user)} sees no shortcuts of an app of another organisation`)
  const payload = {
    ...personal(workspace, user),
    ...{ type: 'message_action', callback_id: callbackId, action_ts: (workspace.now() / 1_000).toFixed(6) },
    channel: { id: channel, name: workspace.channel(channel)?.name ?? '' },
    ...{ message_ts: ts, message: messageOf(message) },
    ...{
      trigger_id: tickets.trigger(user),
      response_url: responseUrl(tickets.response(user, channel, message.threadTs)),
    },
  }
  if (!(await deliverInteractive(around, payload))) throw new Error('This app did not answer in time.')
}
