import type { AppDefinition } from './app-definition.ts'
import type { Option } from './blocks.ts'
import type { Deliver } from './delivery.ts'
import type { Around } from './hands/around.ts'
import { click, clickInHome, clickInView } from './hands/clicking.ts'
import { dismiss, submit } from './hands/dialogs.ts'
import { createEvents, mentioned, openHome } from './hands/events.ts'
import { shortcut } from './hands/shortcuts.ts'
import { runStep } from './hands/steps.ts'
import { suggest } from './hands/suggestions.ts'
import { type } from './hands/typing.ts'
import type { Tickets } from './tickets.ts'
import type { Message, Workspace } from './workspace.ts'

/** What people do with their hands: each act sends the real payload to the real bot, and shows what it answers. */
export interface Hands {
  /** Types a command or a message into a channel, or a message into a thread of it. `@ssh-medic` mentions the bot. */
  type(user: string, channel: string, text: string, threadTs?: string): Promise<void>
  click(user: string, channel: string, ts: string, actionId: string, blockId?: string): Promise<void>
  /** Presses a button within a dialog. */
  clickInView(user: string, viewId: string, actionId: string): Promise<void>
  /** Presses a button on the app's Home tab. */
  clickInHome(user: string, actionId: string, blockId?: string): Promise<void>
  /** Types into a picker of a dialog, and returns what the app suggests. */
  suggest(user: string, viewId: string, blockId: string, typed: string): Promise<Option[]>
  /** Submits a dialog; `filled` holds by block what was typed, or picked: a value, an id, seconds since the epoch. */
  submit(user: string, viewId: string, filled?: Record<string, string>): Promise<void>
  dismiss(user: string, viewId: string): Promise<void>
  /** Chooses a shortcut of the app from the menu of a message. */
  shortcut(user: string, channel: string, ts: string, callbackId: string): Promise<void>
  /** A message mentions the app, whoever wrote it and however: another app, or by an edit. */
  mention(message: Message): Promise<void>
  openHome(user: string, tab?: 'home' | 'messages'): Promise<void>
  /** Has a workflow run a step of the app; returns the id of the execution. */
  runStep(callbackId: string, inputs: Record<string, string>): Promise<string>
  /** Slack brings the last event once more, because the acknowledgement got lost. */
  repeatEvent(): Promise<void>
}

export interface HandsOptions {
  workspace: Workspace
  tickets: Tickets
  deliver: Deliver
  responseUrl: (id: string) => string
  app: AppDefinition
}

export function createHands(options: HandsOptions): Hands {
  const events = createEvents(options.workspace, options.deliver)
  const around: Around = { ...options, sendEvent: events.send }
  return {
    type: (user, channel, text, threadTs) => type(around, user, channel, text, threadTs),
    click: (user, channel, ts, actionId, blockId) =>
      click(around, { user, channel, ts, actionId, ...(blockId !== undefined && { blockId }) }),
    clickInView: (user, viewId, actionId) => clickInView(around, user, viewId, actionId),
    clickInHome: (user, actionId, blockId) => clickInHome(around, user, actionId, blockId),
    suggest: (user, viewId, blockId, typed) => suggest(around, user, viewId, blockId, typed),
    submit: (user, viewId, filled = {}) => submit(around, user, viewId, filled),
    dismiss: (user, viewId) => dismiss(around, user, viewId),
    shortcut: (user, channel, ts, callbackId) => shortcut(around, user, channel, ts, callbackId),
    mention: (message) => mentioned(around, message),
    openHome: (user, tab = 'home') => openHome(around, user, tab),
    runStep: (callbackId, inputs) => runStep(around, callbackId, inputs),
    repeatEvent: events.repeat,
  }
}
