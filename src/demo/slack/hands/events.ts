import { randomUUID } from 'node:crypto'
import type { Deliver, Envelope } from '../delivery.ts'
import { APP_ID, BOT, BOT_ID, type Message, TEAM, type Workspace } from '../workspace.ts'
import { type Around, nameOf, whisper } from './around.ts'

/** A message as Slack hands it to an app: with whatever another app attached to it. */
export const messageOf = ({ ts, text, user, blocks, threadTs, attachments, botId, edited }: Message) => ({
  ...{ type: 'message', ts, text, blocks, team: TEAM.id },
  ...(botId === undefined ? { user } : { subtype: 'bot_message', bot_id: botId }),
  ...(user === BOT.id && { bot_id: BOT_ID }),
  ...(threadTs && { thread_ts: threadTs }),
  ...(edited > 0 && { edited: { user, ts } }),
  ...(attachments && { attachments }),
})

/** An app hears of its name only where it is a member; elsewhere Slack offers to invite it. */
export async function mentioned(around: Around, message: Message): Promise<void> {
  const { workspace, app } = around
  const { channel, user } = message
  const place = workspace.channel(channel)
  if (!app.events.includes('app_mention')) return
  if (!place?.botIsIn)
    return whisper(workspace, user, channel, `${BOT.name} is not in this channel. Invite it: /invite @${BOT.name}`)
  const event = { ...messageOf(message), type: 'app_mention', channel, event_ts: message.ts }
  await around.sendEvent(event, place.sharedWithOthers)
}

/** Opens the app's Home, or its messages: Slack tells each time. */
export async function openHome(around: Around, user: string, tab: 'home' | 'messages'): Promise<void> {
  const { workspace, app } = around
  if (workspace.person(user)?.stranger)
    throw new Error(`${nameOf(workspace, user)} cannot see an app of this workspace`)
  if (!app.events.includes('app_home_opened')) return
  const eventTs = (workspace.now() / 1_000).toFixed(6)
  await around.sendEvent({ type: 'app_home_opened', user, channel: workspace.direct(user).id, tab, event_ts: eventTs })
}

/** Events on their way to the app. Without an acknowledgement one comes again; Slack's first repetition comes at once. */
export function createEvents(workspace: Workspace, deliver: Deliver) {
  let last: Envelope | undefined
  const repeat = async () => {
    if (!last) throw new Error('there was no event yet')
    await deliver({ ...last, retry: { attempt: 1, reason: 'timeout' } })
  }
  return {
    send: async (event: Record<string, unknown>, shared = false): Promise<void> => {
      last = { type: 'events_api', payload: callbackOf(workspace, event, shared) }
      if (!(await deliver(last))) await repeat()
    },
    /** Brings the last event again, as after an acknowledgement that got lost. */
    repeat,
  }
}

const callbackOf = (workspace: Workspace, event: Record<string, unknown>, shared: boolean) => ({
  ...{ token: 'deprecated', team_id: TEAM.id, api_app_id: APP_ID, type: 'event_callback', event },
  ...{ event_id: `Ev${randomUUID().slice(0, 9)}`, event_time: Math.floor(workspace.now() / 1_000) },
  authorizations: [
    { enterprise_id: null, team_id: TEAM.id, user_id: BOT.id, is_bot: true, is_enterprise_install: false },
  ],
  ...{ is_ext_shared_channel: shared, event_context: '1-event-context' },
})
