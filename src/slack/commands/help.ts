import type { Permission } from '../../policy/standing.ts'

export interface Abilities {
  check: Permission
  fix: Permission
  approve: Permission
  pause: Permission
}

/** What this person can do here; what they may not do is not advertised. For Slack's mrkdwn. */
export function helpText({ check, fix, approve, pause }: Abilities, botName: string): string {
  if (!check.allowed) return `You cannot use ssh-medic here: ${check.because}.`
  const lines = [
    '*When SSH to a host fails, ask me why:*',
    '`/ssh-check` opens a form with a list of hosts',
    '`/ssh-check web-01` finds what is wrong with the host',
    '`/ssh-check web-01 from 203.0.113.7` also looks for bans and rules against the address you connect from',
    '`/ssh-check web-01 from 203.0.113.7 as deploy port 2222` for a certain login and port',
    '`/ssh-check me 203.0.113.7` remembers your address for a week, so that you need not type it; `me` shows it, `me forget` forgets it',
    '`/ssh-check hosts` lists the hosts you may check, `/ssh-check history web-01` what the last checks found, `/ssh-check history` what happened this week',
    `In a thread: \`@${botName} check web-01\`. At an alert or any other message: More actions → Check SSH.`,
    'The answer comes where you asked, its proof into the thread below it.',
    ...(fix.allowed
      ? ['You may also fix: a button below the answer shows the command first, and each fix can be undone.']
      : []),
    ...(approve.allowed ? ['You may approve what others ask for: the request stands in the thread.'] : []),
    ...(pause.allowed
      ? ['`/ssh-check pause why` stops every change of every host at once, `/ssh-check resume` lets them go on']
      : []),
  ]
  return lines.join('\n')
}

/** For a mention that is no command. */
export const shortHelp = (botName: string): string =>
  `Ask me like this: \`@${botName} check web-01 from 203.0.113.7\`; the answer comes into this thread. \`/ssh-check help\` has the rest.`
