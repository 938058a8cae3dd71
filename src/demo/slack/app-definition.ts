/** What the app's manifest announces: Slack sends nothing else, and shows nobody anything else. */
export interface AppDefinition {
  /** Events that the app is subscribed to. */
  events: readonly string[]
  /** Shortcuts in the menu of every message. */
  messageShortcuts: readonly { name: string; callbackId: string }[]
  /** Steps for Workflow Builder. */
  steps: readonly StepDefinition[]
}

export interface StepDefinition {
  callbackId: string
  title: string
  inputs: readonly StepParameter[]
  outputs: readonly StepParameter[]
}

interface StepParameter {
  name: string
  type: 'string' | 'slack#/types/user_id' | 'slack#/types/channel_id'
  required: boolean
}

export const NO_APP: AppDefinition = { events: [], messageShortcuts: [], steps: [] }
