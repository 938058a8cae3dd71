import { ALERTMANAGER } from './alert.ts'
import { ALERTS, ANA, BEN, CARA, OPS } from './people.ts'
import { textsIn } from './plain-text.ts'
import type { StandIn } from './slack/stand-in.ts'
import { type Answered, createStage, type Stage } from './stage.ts'

export type Tell = (step: string, ms: number) => void

/** Plays the demo's whole tour through the stand-in's hands; tells each step, and throws at the first that is not seen. */
export async function playStory(slack: StandIn, tell: Tell) {
  const stage = createStage(slack, tell)
  await fixAndUndo(stage)
  await startWhatIsWatched(stage)
  await letInByFirewall(stage)
  await approveInProduction(stage)
  await pauseAndResume(stage)
}

/** fail2ban has banned the client. */
async function fixAndUndo(stage: Stage): Promise<void> {
  const { slack, step, says } = stage
  const { messages } = slack.workspace
  const { head, replies } = await command(stage, '/ssh-check web-01 from 203.0.113.7', /banned/)
  await step('the thread shows the proof, word for word', () =>
    replies().find(says(/\[\{'sshd': \['203\.0\.113\.7'\]\}\]/)),
  )
  await step('the thread shows what was ruled out', () => replies().find(says(/sshd-stopped/)))

  const unban = await stage.button(head)
  await slack.click(BEN.id, OPS, head.ts, unban)
  await step('Ben, whom the policy does not name, is refused and told why', () =>
    messages.find(({ onlyFor, text }) => onlyFor === BEN.id && /not for you/i.test(text)),
  )

  await slack.click(ANA.id, OPS, head.ts, unban)
  const dialog = await stage.dialog(ANA.id, UNBAN, 'Ana sees the exact command before anything happens')
  await slack.clickInView(ANA.id, dialog.id, 'dry-run')
  await step('a dry run looks whether the fix is still called for, and changes nothing', () =>
    replies().find(says(/dry run/i)),
  )
  await slack.submit(ANA.id, dialog.id)
  const result = await step('the result is proven by fresh evidence', () =>
    replies().find(says(/proven by fresh evidence[\s\S]*for Ana/)),
  )

  await slack.click(CARA.id, OPS, head.ts, unban)
  const late = await stage.dialog(CARA.id, UNBAN, 'Cara presses the same button')
  await slack.submit(CARA.id, late.id)
  await step('and is told that Ana was first; nothing runs twice', () =>
    textsIn(stage.dialogOf(CARA.id)?.view).find((text) => /Ana was faster/.test(text)),
  )
  await slack.dismiss(CARA.id, late.id)

  await slack.click(ANA.id, OPS, result.ts, await stage.button(result))
  const back = await stage.dialog(ANA.id, BAN, 'the way back shows its command, too')
  await slack.submit(ANA.id, back.id)
  await step('the undo is proven: the client is banned again', () =>
    replies().find(says(/Undone[\s\S]*banned in sshd/)),
  )
}

/** A watched host: its sshd is stopped, nobody asked, and the bot gets in by another port. */
async function startWhatIsWatched(stage: Stage): Promise<void> {
  const { slack, step, says } = stage
  const { messages } = slack.workspace
  const head = await step('cache-01 is watched, fails, and opens one thread by itself', () =>
    messages.find((one) => one.channel === ALERTS && !one.threadTs && says(/cache-01: SSH fails/)(one)),
  )
  const replies = () => messages.filter(({ threadTs }) => threadTs === head.ts)
  await step('the check that it asked for names the cause', () => (says(/The cause:\s+sshd/)(head) ? true : undefined))
  await slack.click(ANA.id, ALERTS, head.ts, 'alert:assign')
  await step('Ana takes it, and everybody sees that', () => (says(/Ana has it/)(head) ? true : undefined))
  await slack.click(ANA.id, ALERTS, head.ts, await stage.button(head))
  const dialog = await stage.dialog(ANA.id, START, 'its preview shows the command and the way back')
  await slack.submit(ANA.id, dialog.id)
  await step('sshd is started, and its port really opens', () => replies().find(says(/proven by fresh evidence/)))
  await step('the watch sees it answer, and closes the same message', () =>
    says(/Resolved after .*: cache-01[\s\S]*Ana fixed it/)(head) ? true : undefined,
  )
}

/** A rule of ufw denies the client, as another app says; what is changed there comes with a timed undo on the host itself. */
async function letInByFirewall(stage: Stage): Promise<void> {
  const { slack, step, says } = stage
  const alert = await step('Alertmanager says that edge-01 is down', () =>
    slack.workspace.messages.find(({ user }) => user === ALERTMANAGER.id),
  )
  await slack.shortcut(ANA.id, OPS, alert.ts, 'check-ssh')
  const form = await step('the shortcut at its message opens a form that knows host and client', () =>
    stage.dialogOf(ANA.id),
  )
  const { head, replies } = await stage.answer('the form', () => slack.submit(ANA.id, form.id, {}), /ufw/)
  await step('in the thread of the alert', () => (head.threadTs === alert.ts ? true : undefined))
  await step('the thread shows the packet’s way to the rule that drops it', () =>
    replies().find(says(/ufw-user-input/)),
  )
  await slack.click(ANA.id, OPS, head.ts, await stage.button(head))
  const dialog = await step('a change of a firewall is undone by the host itself, unless a new login succeeds', () =>
    textsIn(stage.dialogOf(ANA.id)?.view).find((text) => /^sudo -n ufw delete allow/.test(text))
      ? stage.dialogOf(ANA.id)
      : undefined,
  )
  await slack.submit(ANA.id, dialog.id)
  await step('the client is let in, and the timed undo called off', () =>
    replies().find(says(/proven by fresh evidence/)),
  )
  await stage.answer(
    '@ssh-medic check db-01, in that thread',
    () => slack.type(ANA.id, OPS, '@ssh-medic check db-01 from 203.0.113.7', alert.ts),
    /db-01/,
  )
}

/** A production host: nobody changes it alone. */
async function approveInProduction(stage: Stage): Promise<void> {
  const { slack, step, says } = stage
  const { head, replies } = await command(stage, '/ssh-check app-01 as deploy', /authorized_keys/)
  await slack.click(ANA.id, OPS, head.ts, await stage.button(head))
  const dialog = await stage.dialog(ANA.id, REPAIR, 'a fix in production asks for an approval')
  await slack.submit(ANA.id, dialog.id)
  const request = await step('the thread asks Cara', () => replies().find(says(/asks? for (an )?approval|approve/i)))
  await slack.click(CARA.id, OPS, request.ts, await stage.button(request, 'approve'))
  const approval = await stage.dialog(CARA.id, REPAIR, 'Cara sees the same command')
  await slack.submit(CARA.id, approval.id)
  await step('approved by a second person, it is done and proven', () =>
    replies().find(says(/proven by fresh evidence/)),
  )
}

async function pauseAndResume({ slack, step }: Stage): Promise<void> {
  const told = (words: RegExp) => () => slack.workspace.messages.find(({ text }) => words.test(text))
  await slack.type(ANA.id, OPS, '/ssh-check pause the tour ends')
  await step('all changes can be paused', told(/^Paused:/))
  await slack.type(ANA.id, OPS, '/ssh-check resume')
  await step('and go on', told(/^Resumed:/))
}

const command = ({ slack, answer }: Stage, line: string, words: RegExp): Promise<Answered> =>
  answer(line, () => slack.type(ANA.id, OPS, line), words)

const UNBAN = 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7'
const BAN = 'sudo -n fail2ban-client set sshd banip 203.0.113.7'
const START = 'sudo -n systemctl start ssh.service'
const REPAIR = 'sudo -n chmod go-w /home/deploy/.ssh'
