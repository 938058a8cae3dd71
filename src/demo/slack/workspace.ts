import { randomUUID } from 'node:crypto'
import type { StepDefinition } from './app-definition.ts'
import type { Block, Modal, Option } from './blocks.ts'

export interface Person {
  id: string
  name: string
  teamId: string
  guest?: boolean
  stranger?: boolean
  bot?: boolean
}

export interface UserGroup {
  id: string
  handle: string
  users: string[]
}

export interface Channel {
  id: string
  name: string
  botIsIn: boolean
  /** Somebody’s messages with the app: nobody else sees them. */
  directWith?: string
  sharedWithOthers?: boolean
  archived?: boolean
}

export interface Message {
  ts: string
  channel: string
  /** Who wrote it. */
  user: string
  text: string
  blocks: Block[]
  threadTs?: string
  edited: number
  /** The one person who sees it. */
  onlyFor?: string
  /** What another app attached to it, and the id of that app's bot. */
  attachments?: readonly unknown[]
  botId?: string
  files?: readonly SharedFile[]
  /** What its app keeps with it, unseen. */
  metadata?: { event_type: string; event_payload: Record<string, unknown> }
}

/** A file on its way: seen by nobody until its upload is completed. */
export interface UploadedFile {
  id: string
  name: string
  /** How many bytes were announced. */
  length: number
  /** Until when they may come. */
  until: number
  content?: Buffer
}
export interface SharedFile {
  id: string
  name: string
  title: string
  content: Buffer
}

export interface OpenView {
  id: string
  /** Before whom it stands. */
  user: string
  view: Modal
  /** Another with every change of the view. */
  hash: string
  /** What the app complained of, by block. */
  errors?: Record<string, string>
  /** What the app suggested, by block. */
  offered?: Record<string, Option[]>
}

/** A step of the app in a running workflow. */
export interface Execution {
  id: string
  /** Good for this step alone. */
  token: string
  step: StepDefinition
  state: 'running' | 'succeeded' | 'failed'
  outputs?: Record<string, unknown>
  error?: string
}

/** What the app shows one person on its Home tab. */
export interface HomeTab {
  id: string
  blocks: Block[]
  hash: string
}

export const TEAM = { id: 'T0DEMO', name: 'Demo' }
export const BOT: Person = { id: 'U0MEDIC', name: 'ssh-medic', teamId: TEAM.id, bot: true }
export const BOT_ID = 'B0MEDIC'
export const APP_ID = 'A0MEDIC'

export interface WorkspaceOptions {
  people: Person[]
  channels: Channel[]
  groups?: UserGroup[]
  /** Milliseconds since the epoch. */
  now: () => number
}

const viewId = () => `V${randomUUID().slice(0, 8)}`

/** Everything that a workspace remembers. Whoever changes it calls `changed`, and listeners look again. */
export function createWorkspace({ people, now, groups = [], ...options }: WorkspaceOptions) {
  const channels = options.channels.map((channel) => ({ ...channel }))
  const messages: Message[] = []
  const views = new Map<string, OpenView>()
  const homes = new Map<string, HomeTab>()
  const executions = new Map<string, Execution>()
  const files = new Map<string, UploadedFile>()
  const listeners = new Set<() => void>()
  let lastMicros = 0

  const changed = () => {
    for (const listener of listeners) listener()
  }
  const keep = (open: OpenView): OpenView => {
    views.set(open.id, open)
    changed()
    return open
  }
  /** Slack's message ids: seconds and a counter, unique within a channel and growing. */
  const nextTs = () => {
    lastMicros = Math.max(lastMicros + 1, now() * 1_000)
    return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`
  }

  return {
    now,
    person: (id: string) => [...people, BOT].find((one) => one.id === id),
    channel: (id: string) => channels.find((one) => one.id === id),
    people,
    groups,
    channels,
    messages,
    views,
    files,
    homes,
    executions,
    message: (channel: string, ts: string) => messages.find((one) => one.channel === channel && one.ts === ts),
    /** Somebody of another company sees the shared channels alone. */
    sees: (userId: string, channelId: string): boolean => {
      const [user, channel] = [people.find(({ id }) => id === userId), channels.find(({ id }) => id === channelId)]
      if (!user || !channel) return false
      if (channel.directWith !== undefined) return channel.directWith === userId
      return !user.stranger || channel.sharedWithOthers === true
    },
    /** The messages of somebody with the app: there once they have opened it. */
    direct: (userId: string): Channel => {
      const id = `D0${userId.slice(1)}`
      const known = channels.find((one) => one.id === id)
      const channel = known ?? { id, name: BOT.name, botIsIn: true, directWith: userId }
      if (!known) channels.push(channel)
      return channel
    },
    inviteBot: (channel: Channel) => {
      channel.botIsIn = true
      changed()
    },
    post: (message: Omit<Message, 'ts' | 'edited'>): Message => {
      const posted = { ...message, ts: nextTs(), edited: 0 }
      messages.push(posted)
      changed()
      return posted
    },
    update: (message: Message, text: string, blocks: Block[]) => {
      Object.assign(message, { text, blocks, edited: message.edited + 1 })
      changed()
    },
    show: (user: string, view: Modal): OpenView => keep({ id: viewId(), user, view, hash: randomUUID() }),
    replaceView: ({ id, user }: OpenView, view: Modal): OpenView => keep({ id, user, view, hash: randomUUID() }),
    complain: (open: OpenView, errors: Record<string, string>): void => void keep({ ...open, errors }),
    offer: (id: string, blockId: string, options: Option[]) => {
      const open = views.get(id)
      if (open) views.set(id, { ...open, offered: { ...open.offered, [blockId]: options } })
    },
    execute: (step: StepDefinition): Execution => {
      const [id, token] = [`Fx${randomUUID().slice(0, 9)}`, `xwfp-${randomUUID()}`]
      const execution: Execution = { id, token, step, state: 'running' }
      executions.set(id, execution)
      return execution
    },
    publish: (user: string, blocks: Block[]): HomeTab => {
      const home = { id: homes.get(user)?.id ?? viewId(), blocks, hash: randomUUID() }
      homes.set(user, home)
      changed()
      return home
    },
    closeView: (id: string) => {
      views.delete(id)
      changed()
    },
    watch: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

export type Workspace = ReturnType<typeof createWorkspace>
