import { createEmulator } from 'emulate'
import { freePort } from '../../src/demo/free-port.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'

export type Answer = Record<string, unknown> & { ok: boolean; error?: string }

/** A workspace with the same people, channels and tokens in each Web API, whatever ids they have there. */
export interface World {
  call: (method: string, args: Record<string, unknown>, token?: string) => Promise<Answer>
  ids: { ana: string; ops: string; elsewhere: string; archived: string; bot: string }
  /** As if Ana had just pressed a button. */
  trigger: () => Promise<string>
  /** A message that Ana wrote in ops. */
  hers: () => Promise<string>
  /** Brings the bytes of a file to the address that was given for them. */
  upload: (url: string, content: string) => Promise<void>
  close: () => Promise<void>
}

export interface Case {
  name: string
  method: string
  args: (world: World) => object | Promise<object>
  /** What both answer: `ok`, or the name of the error. */
  says: string
  /** The fields of a good answer that the bot reads, by their paths. */
  read?: string[]
  /** What emulate says instead, and why the stand-in is right. */
  elsewhere?: { says: string; because: string }
}

export const TOKENS = { all: 'xoxb-all', few: 'xoxb-few' }
const SCOPES = ['chat:write', 'users:read', 'channels:read', 'groups:read', 'usergroups:read', 'files:write']

export async function standInWorld(scopes = SCOPES): Promise<World> {
  const slack = await startSlackStandIn({
    people: [{ id: 'U0ANA', name: 'ana', teamId: TEAM.id }],
    channels: [
      { id: 'C0OPS', name: 'ops', botIsIn: true },
      { id: 'C0ELSE', name: 'elsewhere', botIsIn: false },
      { id: 'C0OLD', name: 'old', botIsIn: true, archived: true },
    ],
    tokens: { bot: TOKENS.all, app: 'xapp-1' },
    scopes,
  })
  const call = caller(slack.apiUrl)
  return {
    call: (method, args, token = TOKENS.all) => call(method, args, token),
    ids: { ana: 'U0ANA', ops: 'C0OPS', elsewhere: 'C0ELSE', archived: 'C0OLD', bot: 'U0MEDIC' },
    trigger: async () => slack.tickets.trigger('U0ANA'),
    hers: async () => {
      await slack.type('U0ANA', 'C0OPS', 'hello')
      return slack.workspace.messages.at(-1)?.ts ?? ''
    },
    upload,
    close: slack.close,
  }
}

export async function emulateWorld(): Promise<World> {
  const emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      slack: {
        strict_scopes: true,
        users: [{ name: 'ana' }, { name: 'medic' }],
        channels: [{ name: 'ops' }, { name: 'old' }],
        tokens: [
          { token: TOKENS.all, user: 'medic', scopes: [...SCOPES, 'channels:manage'] },
          { token: TOKENS.few, user: 'medic', scopes: [] },
          { token: 'xoxp-ana', user: 'ana', scopes: ['chat:write', 'groups:write'] },
        ],
      },
    },
  })
  const call = caller(`${emulator.url}/api/`)
  const as = (token: string) => (method: string, args: Record<string, unknown>) => call(method, args, token)
  const [bot, ana] = [as(TOKENS.all), as('xoxp-ana')]
  const [people, channels] = [await bot('users.list', {}), await bot('conversations.list', {})]
  const idOf = (list: unknown, name: string) =>
    (list as { id: string; name: string }[]).find((one) => one.name === name)?.id ?? ''
  const archived = idOf(channels.channels, 'old')
  await bot('conversations.archive', { channel: archived })
  // In a public channel emulate lets any token write.
  const hidden = await ana('conversations.create', { name: 'elsewhere', is_private: true })
  const ids = {
    ...{ ana: idOf(people.members, 'ana'), bot: idOf(people.members, 'medic') },
    ...{ ops: idOf(channels.channels, 'ops'), archived, elsewhere: (hidden.channel as { id: string }).id },
  }
  return {
    call: (method, args, token = TOKENS.all) => call(method, args, token),
    ids,
    trigger: async () => String((await bot('views.generateTriggerId', { user_id: ids.ana })).trigger_id),
    hers: async () => String((await ana('chat.postMessage', { channel: ids.ops, text: 'hello' })).ts),
    upload,
    close: () => emulator.close(),
  }
}

const upload = async (url: string, content: string): Promise<void> => {
  await fetch(url, { method: 'POST', body: content })
}

/** One call as the Web API takes it; both are asked in the same words. */
const caller =
  (apiUrl: string) =>
  async (method: string, args: Record<string, unknown>, token: string): Promise<Answer> => {
    const response = await fetch(`${apiUrl}${method}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(token !== '' && { authorization: `Bearer ${token}` }),
      },
      body: new URLSearchParams(Object.entries(args).map(asField)),
    })
    return response.status === 404 ? { ok: false, error: 'nothing' } : ((await response.json()) as Answer)
  }

const asField = ([name, value]: [string, unknown]): [string, string] => [
  name,
  typeof value === 'string' ? value : JSON.stringify(value),
]
