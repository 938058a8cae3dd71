import { judgeModal } from './blocks.ts'
import type { Acknowledged, Deliver, Envelope } from './delivery.ts'
import type { Tickets } from './tickets.ts'
import { BOT, type Message, type OpenView, TEAM, type Workspace } from './workspace.ts'

/** What people do with their hands: each act sends the real payload to the real bot, and shows what it answers. */
export interface Hands {
  type(user: string, channel: string, text: string): Promise<void>
  click(user: string, channel: string, ts: string, actionId: string, blockId?: string): Promise<void>
  /** Presses a button within a dialog. */
  clickInView(user: string, viewId: string, actionId: string): Promise<void>
  /** Submits a dialog; `filled` holds what was typed, by block. */
  submit(user: string, viewId: string, filled?: Record<string, string>): Promise<void>
  dismiss(user: string, viewId: string): void
}

interface Around {
  workspace: Workspace
  tickets: Tickets
  deliver: Deliver
  responseUrl: (id: string) => string
}

export function createHands(around: Around): Hands {
  const { workspace } = around
  return {
    type: (user, channel, text) => type(around, user, channel, text),
    click: (user, channel, ts, actionId, blockId) =>
      click(around, { user, channel, ts, actionId, ...(blockId !== undefined && { blockId }) }),
    clickInView: (user, viewId, actionId) => clickInView(around, user, viewId, actionId),
    submit: (user, viewId, filled = {}) => submit(around, user, viewId, filled),
    dismiss: (user, viewId) => {
      if (workspace.views.get(viewId)?.user === user) workspace.closeView(viewId)
    },
  }
}

async function type(around: Around, user: string, channel: string, line: string): Promise<void> {
  const { workspace, tickets, responseUrl } = around
  mustSee(workspace, user, channel)
  if (!line.startsWith('/')) return void workspace.post({ channel, user, text: line, blocks: [] })
  const [command = '', ...words] = line.trim().split(/\s+/)
  if (workspace.person(user)?.stranger)
    return whisper(workspace, user, channel, `${command} is of another organisation: only its members can run it`)
  if (command === '/invite') return invite(workspace, user, channel, words[0])
  if (command !== '/ssh-check')
    return whisper(workspace, user, channel, `${command} is not a valid command. Try /ssh-check help`)
  const payload = {
    ...{
      token: 'deprecated',
      team_id: TEAM.id,
      team_domain: 'demo',
      api_app_id: 'A0MEDIC',
      is_enterprise_install: 'false',
    },
    ...{
      channel_id: channel,
      channel_name: workspace.channel(channel)?.name ?? '',
      user_id: user,
      user_name: nameOf(workspace, user),
    },
    ...{
      command,
      text: words.join(' '),
      trigger_id: tickets.trigger(user),
      response_url: responseUrl(tickets.response(user, channel)),
    },
  }
  const acknowledged = await around.deliver({ type: 'slash_commands', payload })
  if (!acknowledged) return whisper(workspace, user, channel, `${command} failed with the error "operation_timeout"`)
  const { text } = (acknowledged.body ?? {}) as { text?: string }
  if (text) whisper(workspace, user, channel, text)
}

function mustSee(workspace: Workspace, user: string, channel: string): void {
  if (!workspace.sees(user, channel)) throw new Error(`${nameOf(workspace, user)} is not in the channel ${channel}`)
}

function invite(workspace: Workspace, user: string, channelId: string, whom: string | undefined): void {
  const channel = workspace.channel(channelId)
  if (!channel || whom !== `@${BOT.name}`)
    return void whisper(workspace, user, channelId, `Nobody here is called ${whom ?? ''}. Try /invite @${BOT.name}`)
  workspace.inviteBot(channel)
  workspace.post({ channel: channelId, user, text: `added ${BOT.name} to #${channel.name}.`, blocks: [] })
}

const nameOf = (workspace: Workspace, user: string) => workspace.person(user)?.name ?? user

const whisper = (workspace: Workspace, user: string, channel: string, text: string, threadTs?: string): void =>
  void workspace.post({ channel, user: BOT.id, onlyFor: user, text, blocks: [], ...(threadTs && { threadTs }) })

interface Click {
  user: string
  channel: string
  ts: string
  actionId: string
  /** Where two blocks have a button of that id. */
  blockId?: string
}

async function click(around: Around, clicked: Click): Promise<void> {
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
    message: {
      type: 'message',
      user: BOT.id,
      ts,
      text: message.text,
      blocks: message.blocks,
      ...(threadTs && { thread_ts: threadTs }),
    },
    ...{ trigger_id: tickets.trigger(user), response_url: responseUrl(tickets.response(user, channel, threadTs)) },
    actions: [{ ...action, type: 'button', action_ts: String(workspace.now() / 1_000) }],
  }
  const acknowledged = await deliverInteractive(around, payload)
  if (!acknowledged) whisper(workspace, user, channel, 'This app did not answer in time.', threadTs)
}

function actionIn({ blocks }: Message, { actionId, blockId }: Click) {
  const buttons = blocks.flatMap((block) => {
    if (blockId !== undefined && block.block_id !== blockId) return []
    if (block.type !== 'actions') return []
    return block.elements.map((element) => ({ ...element, block_id: block.block_id }))
  })
  return buttons.find((one) => one.action_id === actionId)
}

const personal = (workspace: Workspace, user: string) => ({
  team: { id: TEAM.id, domain: 'demo' },
  user: {
    id: user,
    username: nameOf(workspace, user),
    name: nameOf(workspace, user),
    team_id: workspace.person(user)?.teamId ?? TEAM.id,
  },
  ...{ api_app_id: 'A0MEDIC', token: 'deprecated', is_enterprise_install: false, enterprise: null },
})

const deliverInteractive = ({ deliver }: Around, payload: Envelope['payload']): Promise<Acknowledged> =>
  deliver({ type: 'interactive', payload })

function openFor(workspace: Workspace, user: string, viewId: string): OpenView {
  const open = workspace.views.get(viewId)
  if (!open || open.user !== user) throw new Error(`${user} has no dialog ${viewId} open`)
  return open
}

const viewOf = ({ id, view }: OpenView, values: Record<string, unknown>) => ({
  id,
  ...{ team_id: TEAM.id, app_id: 'A0MEDIC', bot_id: 'B0MEDIC', hash: '1', state: { values } },
  ...view,
})

async function clickInView(around: Around, user: string, viewId: string, actionId: string): Promise<void> {
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

/** Like Slack, asks for what is not optional before the app hears of it. */
function typedIn({ view }: OpenView, filled: Record<string, string>) {
  const inputs = view.blocks.flatMap((block) => (block.type === 'input' ? [block] : []))
  const missing = inputs.filter(({ optional, block_id: id = '' }) => !optional && !filled[id]?.trim())
  const values = inputs.map(({ block_id: id = '', element }) => {
    const value = filled[id] === undefined || filled[id] === '' ? null : filled[id]
    return [id, { [element.action_id ?? '']: { type: element.type, value } }] as const
  })
  const errors = missing.map(({ block_id: id = '' }) => [id, 'Please complete this required field.'] as const)
  return { values: Object.fromEntries(values), errors: Object.fromEntries(errors) }
}

async function submit(around: Around, user: string, viewId: string, filled: Record<string, string>): Promise<void> {
  const { workspace, tickets } = around
  const open = openFor(workspace, user, viewId)
  const { values, errors } = typedIn(open, filled)
  if (Object.keys(errors).length > 0) return workspace.complain(open, errors)
  const view = viewOf(open, values)
  const payload = {
    ...personal(workspace, user),
    type: 'view_submission',
    trigger_id: tickets.trigger(user),
    view,
    response_urls: [],
  }
  const acknowledged = await deliverInteractive(around, payload)
  if (!acknowledged) throw new Error('We had some trouble connecting. Try again?')
  const submitted = (acknowledged.body ?? {}) as Submitted
  if (submitted.response_action === 'errors') complain(workspace, open, submitted.errors ?? {})
  else answerSubmission(workspace, open, submitted)
}

interface Submitted {
  response_action?: string
  errors?: Record<string, string>
  view?: unknown
}

/** Without an answer the modal closes; with one it is replaced. Whatever else Slack knows, this page cannot show. */
function answerSubmission(workspace: Workspace, open: OpenView, { response_action: action, view }: Submitted): void {
  if (action === undefined || action === 'clear') return void workspace.closeView(open.id)
  if (action !== 'update') throw new Error(`the app answered with ${action}, which the stand-in does not know`)
  const judged = judgeModal(view)
  if ('refused' in judged) throw new Error(`the app answered with a view that Slack refuses: ${judged.refused}`)
  workspace.replaceView(open, judged.modal)
}

/** Slack takes complaints about inputs of the modal, and about nothing else. */
function complain(workspace: Workspace, open: OpenView, errors: Record<string, string>): void {
  const inputs = open.view.blocks.flatMap((block) => (block.type === 'input' ? [block.block_id] : []))
  const odd = Object.keys(errors).find((id) => !inputs.includes(id))
  if (odd !== undefined || Object.keys(errors).length === 0)
    throw new Error(`the app complained of the field ${odd}, which the dialog does not have`)
  workspace.complain(open, errors)
}
