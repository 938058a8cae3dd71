import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { refusalOf } from '../reading/allow-users.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteLast } from '../reading/recent-lines.ts'

export const userNotAllowed = defineCause({
  id: 'user-not-allowed',
  title: 'sshd_config does not allow the user',
  needs: ['sshd-config', 'account', 'user'],
  also: ['client', 'sshd-log'],
  recognise: ({ 'sshd-config': config, account, user, client, 'sshd-log': log }) => {
    if (!config.effective) return { untested: 'sshd did not tell its configuration for this user' }
    if (account.user !== user) return undefined
    const refusal = refusalOf(config.effective, { user, groups: account.groups, address: client?.address })
    if (!refusal) return undefined
    return {
      confidence: refusal.certain ? 'proven' : 'possible',
      summary: `sshd refuses ${user}${client ? ` from ${client.address}` : ''}: ${refusal.why}.`,
      evidence: [...quoteDirective(config, refusal.directive), ...quoteLog(log, user)],
      advice: `Allow the user where ${refusal.name} is set (grep -rn ${refusal.name} /etc/ssh/sshd_config /etc/ssh/sshd_config.d), run sshd -t, then reload ssh`,
      affects: 'user',
    }
  },
  masks: ['key-not-authorized'],
  decide: ({ user, client }) =>
    `sudo sshd -T -C user=${user ?? 'USER'},host=localhost,addr=${client?.address ?? 'ADDRESS'} | grep -iE '^(allow|deny)(users|groups)'`,
})

const quoteDirective = (config: Answered<'sshd-config'>, directive: string) =>
  quoteLines(config, (line, { command }) => command.includes('-C') && line.toLowerCase().startsWith(`${directive} `))

/** sshd's own sentence from its first word on: a name that a stranger chose may hold the same words. */
const quoteLog = (log: Answered<'sshd-log'> | undefined, user: string) =>
  quoteLast(
    log,
    (text) => text.startsWith(`User ${user} from `) && REFUSED.test(text.slice(`User ${user} from `.length)),
  )

const REFUSED = /^\S+ not allowed because /
