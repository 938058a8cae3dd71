import type { Recognised } from '../../domain/diagnosis.ts'
import type { Limit } from '../../domain/inside/session.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { limitFor } from '../reading/limits.ts'
import { quoteLines } from '../reading/quote.ts'

export const sessionLimits = defineCause({
  id: 'session-limits',
  title: 'A limit leaves the user no session',
  needs: ['session-setup', 'sshd-config', 'account', 'user'],
  recognise: ({ 'session-setup': setup, 'sshd-config': config, account, user }) => {
    const { effective } = config
    if (effective?.maxsessions?.[0] === '0') return noSessions(config, user)
    if (account.user !== user || effective?.usepam?.[0] === 'no') return undefined
    const who = { user, groups: account.groups }
    const processes = limitFor(setup.limits, 'nproc', who)
    if (processes && user !== 'root' && setup.processes >= Number(processes.value))
      return limited(
        setup,
        processes,
        `${user} may have ${processes.value} processes and has ${setup.processes}: no shell can be started.`,
      )
    const logins = limitFor(setup.limits, 'maxlogins', who)
    if (logins && setup.sessions >= Number(logins.value))
      return limited(
        setup,
        logins,
        `${user} may be logged in ${logins.value} times at once, and is ${setup.sessions} times: PAM ends each new session.`,
      )
    return undefined
  },
  decide: ({ user }) =>
    `sudo grep -rnE 'nproc|maxlogins' /etc/security/limits.conf /etc/security/limits.d; ps -L -u ${user ?? 'USER'} | wc -l`,
})

const noSessions = (config: Answered<'sshd-config'>, user: string): Recognised => ({
  confidence: 'proven',
  summary: `sshd opens no session for ${user}: MaxSessions is 0, which leaves forwarding alone.`,
  evidence: quoteLines(config, (line, { command }) => command.includes('-C') && line === 'maxsessions 0'),
  advice: 'grep -rn MaxSessions /etc/ssh/sshd_config /etc/ssh/sshd_config.d: raise it, run sshd -t and reload ssh',
  affects: 'user',
})

const limited = (setup: Answered<'session-setup'>, limit: Limit, summary: string): Recognised => ({
  confidence: 'proven',
  summary,
  evidence: quoteLines(setup, (line) => line.startsWith(`${limit.file}:${limit.line}:`)),
  advice: `Raise it in line ${limit.line} of ${limit.file}, or end what runs: ps -u USER -o pid,lstart,args`,
  affects: 'user',
})
