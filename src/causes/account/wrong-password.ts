import { defineCause } from '../define.ts'
import { refusedPasswords } from '../reading/password-attempts.ts'
import { quoteNewest } from '../reading/recent-lines.ts'

export const wrongPassword = defineCause({
  id: 'wrong-password',
  title: 'The password that was typed is wrong',
  needs: ['sshd-log', 'identity', 'account', 'user', 'client'],
  also: ['sshd-config'],
  recognise: ({ 'sshd-log': log, identity, account, user, client, 'sshd-config': config }) => {
    if (!account.exists || isRefusedRoot(user, config?.effective)) return undefined
    const tried = refusedPasswords(log, { user, client: client.address }, identity)
    const [last] = tried.slice(-1)
    if (!last) return undefined
    return {
      // The log cannot tell a wrong password from a right one that PAM turned down for a reason of its own.
      confidence: 'likely',
      summary: `${user} from ${client.address} typed ${tried.length === 1 ? 'a password' : `${tried.length} passwords`} of late, the last at ${last.at}: sshd knows the account and took none.`,
      evidence: quoteNewest(log, tried),
      advice: `Wait before the next try, fail2ban and pam_faillock count; then: sudo passwd ${user}, or better a key`,
      affects: 'user',
      since: tried[0]?.at ?? last.at,
    }
  },
  decide: ({ user }) => `sudo journalctl -t sshd -t sshd-session -g 'Failed password for ${user ?? 'USER'} ' -n 5`,
})

/** To root sshd says no whatever the password is. */
const isRefusedRoot = (user: string, config: Record<string, string[]> | undefined) =>
  user === 'root' && config?.permitrootlogin?.[0] !== 'yes'
