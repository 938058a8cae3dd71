import { setTimeout as sleep } from 'node:timers/promises'
import { ANA, BEN, CARA, OPS } from './people.ts'
import { buttonOf, textsIn, wordsOf } from './plain-text.ts'
import type { StandIn } from './slack/stand-in.ts'
import type { Message } from './slack/workspace.ts'

const STEP_MS = 20_000

/** Plays the demo's whole story through the stand-in's hands; tells each step, and throws at the first that is not seen. */
export async function playStory(slack: StandIn, tell: (step: string, ms: number) => void): Promise<void> {
  const step = async <T>(name: string, look: () => T | undefined): Promise<T> => {
    const started = Date.now()
    const seen = await until(name, look)
    tell(name, Date.now() - started)
    return seen
  }
  const { messages } = slack.workspace
  const mine = (text: RegExp) => (message: Message) => text.test(wordsOf(message))

  await slack.type(ANA.id, OPS, '/ssh-check web-01 from 203.0.113.7')
  const head = await step('the command is answered by one message in the channel', () =>
    messages.find(({ threadTs }) => !threadTs),
  )
  await step('that message is edited until it names the cause', () =>
    head.edited > 0 && mine(/banned/)(head) ? head : undefined,
  )
  const inThread = () => messages.filter(({ threadTs, onlyFor }) => threadTs === head.ts && !onlyFor)
  await step('the thread shows the proof, word for word', () =>
    inThread().find(mine(/\[\{'sshd': \['203\.0\.113\.7'\]\}\]/)),
  )
  await step('the thread shows what was ruled out', () => inThread().find(mine(/sshd-stopped/)))

  const unban = await step('a button offers the fix', () => buttonOf(head, 'offer'))
  await slack.click(BEN.id, OPS, head.ts, unban.actionId)
  await step('Ben, whom the policy does not name, is refused and told why', () =>
    messages.find(({ onlyFor, text }) => onlyFor === BEN.id && /not for you/i.test(text)),
  )

  await slack.click(ANA.id, OPS, head.ts, unban.actionId)
  const dialog = await step('Ana sees the exact command before anything happens', () => dialogWith(slack, UNBAN))
  await slack.submit(ANA.id, dialog.id)
  const result = await step('the result is proven by fresh evidence', () =>
    inThread().find(mine(/proven by fresh evidence[\s\S]*for Ana/)),
  )

  await slack.click(CARA.id, OPS, head.ts, unban.actionId)
  const late = await step('Cara presses the same button', () => dialogOf(slack, CARA.id))
  await slack.submit(CARA.id, late.id)
  await step('and is told that Ana was first; nothing runs twice', () =>
    textsIn(dialogOf(slack, CARA.id)?.view).find((text) => /Ana was faster/.test(text)),
  )
  slack.dismiss(CARA.id, late.id)

  const undo = await step('a button offers the way back', () => buttonOf(result, 'offer'))
  await slack.click(ANA.id, OPS, result.ts, undo.actionId)
  const back = await step('it shows its command, too', () => dialogWith(slack, BAN))
  await slack.submit(ANA.id, back.id)
  await step('the undo is proven: the client is banned again', () =>
    inThread().find(mine(/Undone[\s\S]*banned in sshd/)),
  )
}

const UNBAN = 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7'
const BAN = 'sudo -n fail2ban-client set sshd banip 203.0.113.7'

const dialogsOf = ({ workspace }: StandIn) => [...workspace.views.values()]
const dialogOf = (slack: StandIn, person: string) => dialogsOf(slack).find(({ user }) => user === person)
const dialogWith = (slack: StandIn, command: string) =>
  dialogsOf(slack).find(({ view }) => textsIn(view).includes(command))

async function until<T>(name: string, look: () => T | undefined): Promise<T> {
  const deadline = Date.now() + STEP_MS
  for (;;) {
    const seen = look()
    if (seen !== undefined) return seen
    if (Date.now() > deadline) throw new Error(`not seen within ${STEP_MS / 1_000} s: ${name}`)
    await sleep(50)
  }
}
