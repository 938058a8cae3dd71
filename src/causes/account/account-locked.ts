import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { tellsNothing, UNTOLD, usesPam } from '../reading/pam-stack.ts'
import { refusedPasswords } from '../reading/password-attempts.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteLast, quoteNewest } from '../reading/recent-lines.ts'

export const accountLocked = defineCause({
  id: 'account-locked',
  title: 'The account’s password is locked',
  needs: ['account-state', 'sshd-config', 'user'],
  also: ['sshd-log', 'client', 'identity', 'pam'],
  recognise: ({ 'account-state': state, 'sshd-config': config, user, 'sshd-log': log, client, identity, pam }) => {
    if (state.user !== user || state.password !== 'locked') return undefined
    if (tellsNothing(config)) return UNTOLD
    const mark = quoteLines(state, (_, { command }) => command.includes('/etc/shadow'))
    const advice = `sudo passwd -u ${user}; where it has no password to go back to: sudo usermod -p '*' ${user}`
    if (!usesPam(config))
      return {
        confidence: 'proven',
        summary: `The password of ${user} is locked, and with “UsePAM no” sshd then refuses keys as well.`,
        evidence: [
          ...mark,
          ...quoteLines(config, (line) => line === 'usepam no').slice(0, 1),
          ...quoteLast(log, (text) => text === `User ${user} not allowed because account is locked`),
        ],
        advice,
        affects: 'user',
      }
    // With PAM a locked password stops passwords alone. Somebody has to have tried one.
    const tried = log && client && identity ? refusedPasswords(log, { user, client: client.address }, identity) : []
    if (tried.length === 0) return undefined
    const elsewhere = asksElsewhere(pam)
    return {
      confidence: elsewhere ? 'possible' : 'likely',
      summary: elsewhere
        ? `The password of ${user} on this host is locked. PAM also asks ${elsewhere}, which may know another one.`
        : `The password of ${user} is locked, so none that is typed can be right. A key would still be taken.`,
      evidence: [...mark, ...(log ? quoteNewest(log, tried) : [])],
      advice,
      affects: 'user',
    }
  },
  masks: ['wrong-password'],
  decide: ({ user }) => `sudo passwd -S ${user ?? 'USER'}; sudo sshd -T | grep -i usepam`,
})

/** The module through which a password may be right that is not the host's own: Kerberos, or a directory. */
const asksElsewhere = (pam: Answered<'pam'> | undefined): string | undefined =>
  pam?.stack.find(({ facility, module }) => facility === 'auth' && ELSEWHERE.test(module))?.module

const ELSEWHERE = /^pam_(krb5|sss|ldap|ldapd|winbind|radius|lsass|vas3?)\.so$/
