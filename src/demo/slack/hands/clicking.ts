import { APP_ID, BOT_ID, type Message, TEAM } from '../workspace.ts'
import { type Around, deliverInteractive, mustSee, personal, whisper } from './around.ts'
import { messageOf } from './events.ts'
import { openFor, viewOf } from './open-view.ts'

export interface Click {
  user: string
  channel: string
  ts: string
  actionId: string
  /** Where two blocks have a button of that id. */
  blockId?: string
}

/** Of two blocks with such a button, the one that is named. */
type Pressed = Pick<Click, 'actionId'> & { blockId?: string | undefined }

/** Presses a button of a message. */
export async function click(around: Around, clicked: Click): Promise<void> {
  const { workspace, tickets, responseUrl } = around
  const { user, channel, ts, actionId } = clicked
  mustSee(workspace, user, channel)
  const message = workspace.message(channel, ts)
  const action = message && actionIn(message, clicked)
  if (!message || !action) throw new Error(`there is no button ${actionId} on message ${ts}`)
  const threadTs = message.threadTs
  const container = {
    type: 'message',
    message_ts: ts,
    channel_id: channel,
    is_ephemeral: false,
    ...(threadTs && { thread_ts: threadTs }),
  }
  const payload = {
    ...personal(workspace, user),
    ...{ type: 'block_actions', container, channel: { id: channel, name: workspace.channel(channel)?.name ?? '' } },
    message: messageOf(message),
    ...{ trigger_id: tickets.trigger(user), response_url: responseUrl(tickets.response(user, channel, threadTs)) },
    actions: [{ ...action, type: 'button', action_ts: String(workspace.now() / 1_000) }],
  }
  const acknowledged = await deliverInteractive(around, payload)
  if (!acknowledged) whisper(workspace, user, channel, 'This app did not answer in time.', threadTs)
}

function actionIn({ blocks }: Pick<Message, 'blocks'>, { actionId, blockId }: Pressed) {
  const buttons = blocks.flatMap((block) => {
    if (blockId !== undefined && block.block_id !== blockId) return []
    if (block.type !== 'actions') return []
    return block.elements.map((element) => ({ ...element, block_id: block.block_id }))
  })
  return buttons.find((one) => one.action_id === actionId)
}

/** Presses a button within a dialog. */
export async function clickInView(around: Around, user: string, viewId: string, actionId: string): Promise<void> {
  const { workspace, tickets } = around
  const open = openFor(workspace, user, viewId)
  const buttons = open.view.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
  const action = buttons.find(({ action_id: id }) => id === actionId)
  if (!action) throw new Error(`there is no button ${actionId} in that dialog`)
  const payload = {
    ...personal(workspace, user),
    ...{ type: 'block_actions', container: { type: 'view', view_id: open.id }, view: viewOf(open, {}) },
    trigger_id: tickets.trigger(user),
    actions: [{ ...action, type: 'button', action_ts: String(workspace.now() / 1_000) }],
  }
  if (!(await deliverInteractive(around, payload))) throw new Error('This app did not answer in time.')
}

/** Presses a button on somebody’s Home tab of the app. */
export async function clickInHome(around: Around, user: string, actionId: string, blockId?: string): Promise<void> {
  const { workspace, tickets } = around
  const home = workspace.homes.get(user)
  const action = home && actionIn(home, { actionId, blockId })
  if (!home || !action) throw new Error(`there is no button ${actionId} on that Home tab`)
  const view = { id: home.id, type: 'home', team_id: TEAM.id, app_id: APP_ID, bot_id: BOT_ID, hash: home.hash }
  const payload = {
    ...personal(workspace, user),
    ...{ type: 'block_actions', container: { type: 'view', view_id: home.id } },
    view: { ...view, blocks: home.blocks, state: { values: {} }, private_metadata: '', callback_id: '' },
    trigger_id: tickets.trigger(user),
    actions: [{ ...action, type: 'button', action_ts: String(workspace.now() / 1_000) }],
  }
  if (!(await deliverInteractive(around, payload))) throw new Error('This app did not answer in time.')
}
