import { setTimeout as sleep } from 'node:timers/promises'
import { ANA, BEN, OPS } from './people.ts'
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
  const dialog = await step('Ana sees the exact command before anything happens', () =>
    [...slack.workspace.views.values()].find(
      ({ user, view }) =>
        user === ANA.id && textsIn(view).includes('sudo -n fail2ban-client set sshd unbanip 203.0.113.7'),
    ),
  )
  await slack.submit(ANA.id, dialog.id)
  const result = await step('the result is verified, and names who did it', () =>
    inThread().find(mine(/verified[\s\S]*Ana|Ana[\s\S]*verified/i)),
  )

  await slack.click(ANA.id, OPS, head.ts, unban.actionId)
  const late = await step('a second use of the same button opens a dialog', () =>
    [...slack.workspace.views.values()].find(({ user }) => user === ANA.id),
  )
  await slack.submit(ANA.id, late.id)
  await step('and says who was first instead of running twice', () => {
    const shown = [...slack.workspace.views.values()].flatMap(({ view }) => textsIn(view)).join('\n')
    return /Ana/.test(shown) && /already/i.test(shown) ? shown : undefined
  })
  slack.dismiss(ANA.id, late.id)

  const undo = await step('a button offers the way back', () => buttonOf(result, 'offer'))
  await slack.click(ANA.id, OPS, result.ts, undo.actionId)
  const undoDialog = await step('it shows its command, too', () =>
    [...slack.workspace.views.values()].find(({ view }) =>
      textsIn(view).includes('sudo -n fail2ban-client set sshd banip 203.0.113.7'),
    ),
  )
  await slack.submit(ANA.id, undoDialog.id)
  await step('the undo is verified: the client is banned again', () =>
    inThread().find(
      (message) =>
        message.ts > result.ts &&
        /banned in sshd|undone|verified/i.test(wordsOf(message)) &&
        mine(/verified|undone/i)(message),
    ),
  )
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
