import { modalSchema } from './blocks.ts'
import type { Acknowledged, Deliver, Envelope } from './delivery.ts'
import type { Tickets } from './tickets.ts'
import { BOT, type Message, TEAM, type Workspace } from './workspace.ts'

/** What people do with their hands: each act sends the real payload to the real bot, and shows what it answers. */
export interface Hands {
  type(user: string, channel: string, text: string): Promise<void>
  click(user: string, channel: string, ts: string, actionId: string): Promise<void>
  submit(user: string, viewId: string): Promise<void>
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
    click: (user, channel, ts, actionId) => click(around, { user, channel, ts, actionId }),
    submit: (user, viewId) => submit(around, user, viewId),
    dismiss: (user, viewId) => {
      if (workspace.views.get(viewId)?.user === user) workspace.closeView(viewId)
    },
  }
}

async function type(around: Around, user: string, channel: string, line: string): Promise<void> {
  const { workspace, tickets, responseUrl } = around
  if (!line.startsWith('/')) return void workspace.post({ channel, user, text: line, blocks: [] })
  const [command = '', ...words] = line.trim().split(/\s+/)
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

const nameOf = (workspace: Workspace, user: string) => workspace.person(user)?.name ?? user

const whisper = (workspace: Workspace, user: string, channel: string, text: string, threadTs?: string): void =>
  void workspace.post({ channel, user: BOT.id, onlyFor: user, text, blocks: [], ...(threadTs && { threadTs }) })

interface Click {
  user: string
  channel: string
  ts: string
  actionId: string
}

async function click(around: Around, clicked: Click): Promise<void> {
  const { workspace, tickets, responseUrl } = around
  const { user, channel, ts, actionId } = clicked
  const message = workspace.message(channel, ts)
  const action = message && actionIn(message, actionId)
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
    actions: [{ ...action, type: 'button', block_id: 'actions', action_ts: ts }],
  }
  const acknowledged = await deliverInteractive(around, payload)
  if (!acknowledged) whisper(workspace, user, channel, 'This app did not answer in time.', threadTs)
}

function actionIn({ blocks }: Message, actionId: string) {
  const buttons = blocks.flatMap((block) => {
    if (block.type === 'actions') return block.elements
    return block.type === 'section' && block.accessory ? [block.accessory] : []
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

async function submit(around: Around, user: string, viewId: string): Promise<void> {
  const { workspace, tickets } = around
  const open = workspace.views.get(viewId)
  if (!open || open.user !== user) throw new Error(`${user} has no dialog ${viewId} open`)
  const view = {
    id: open.id,
    team_id: TEAM.id,
    app_id: 'A0MEDIC',
    bot_id: 'B0MEDIC',
    hash: '1',
    state: { values: {} },
    ...open.view,
  }
  const payload = {
    ...personal(workspace, user),
    type: 'view_submission',
    trigger_id: tickets.trigger(user),
    view,
    response_urls: [],
  }
  const acknowledged = await deliverInteractive(around, payload)
  if (!acknowledged) throw new Error('We had some trouble connecting. Try again?')
  const { response_action: action, view: next } = (acknowledged.body ?? {}) as {
    response_action?: string
    view?: unknown
  }
  if (action !== 'update') return workspace.closeView(viewId)
  workspace.replaceView(open, modalSchema.parse(next))
}
