import { setTimeout as sleep } from 'node:timers/promises'
import { buttonOf, textsIn, wordsOf } from './plain-text.ts'
import type { StandIn } from './slack/stand-in.ts'
import type { Message, OpenView } from './slack/workspace.ts'

const STEP_MS = 20_000

/** What a story needs to be played without a browser: it waits for what people would see. */
export interface Stage {
  slack: StandIn
  /** Waits until something is there, and tells it. */
  step: <T>(name: string, look: () => T | undefined) => Promise<T>
  says: (words: RegExp) => (message: Message) => boolean
  /** Asks in whatever way, and waits until the message that answers says so. */
  answer: (name: string, how: () => Promise<void>, until: RegExp) => Promise<Answered>
  /** The first button of a message that offers something. */
  button: (message: Message, prefix?: string) => Promise<string>
  /** The dialog before somebody that shows a command. */
  dialog: (user: string, command: string, name: string) => Promise<OpenView>
  dialogOf: (user: string) => OpenView | undefined
}

/** The message that names the cause, and the other messages of its thread. */
export interface Answered {
  head: Message
  replies: () => Message[]
}

export function createStage(slack: StandIn, tell: (step: string, ms: number) => void): Stage {
  const { messages, views } = slack.workspace
  const step = async <T>(name: string, look: () => T | undefined): Promise<T> => {
    const started = Date.now()
    const seen = await until(name, look)
    tell(name, Date.now() - started)
    return seen
  }
  const says = (words: RegExp) => (message: Message) => words.test(wordsOf(message))
  const dialogOf = (user: string) => [...views.values()].find((open) => open.user === user)
  return {
    slack,
    step,
    says,
    dialogOf,
    answer: async (name, how, words) => {
      const before = messages.length
      await how()
      const head = await step(`${name} is answered by one message, edited until it names the cause`, () =>
        messages.slice(before).find((one) => one.edited > 0 && says(words)(one)),
      )
      const thread = head.threadTs ?? head.ts
      return { head, replies: () => messages.filter((one) => one.threadTs === thread && one !== head && !one.onlyFor) }
    },
    button: async (message, prefix = 'offer') =>
      (await until(`a button ${prefix} on: ${message.text}`, () => buttonOf(message, prefix))).actionId,
    dialog: (user, command, name) =>
      step(name, () => {
        const open = dialogOf(user)
        return textsIn(open?.view).includes(command) ? open : undefined
      }),
  }
}

async function until<T>(name: string, look: () => T | undefined): Promise<T> {
  const deadline = Date.now() + STEP_MS
  for (;;) {
    const seen = look()
    if (seen !== undefined) return seen
    if (Date.now() > deadline) throw new Error(`not seen within ${STEP_MS / 1_000} s: ${name}`)
    await sleep(50)
  }
}
