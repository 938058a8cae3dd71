import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { failedAttempt, saidIn } from '../reading/attempts.ts'
import { addressOf } from '../reading/person.ts'
import { quoteLines } from '../reading/quote.ts'

export const userInvalid = defineCause({
  id: 'user-invalid',
  title: 'The host has no such user',
  needs: ['account', 'user'],
  also: ['client', 'login', 'connect', 'sshd-log', 'identity'],
  recognise: ({ account, user, client, login, connect, 'sshd-log': log, identity }) => {
    if (account.user !== user || account.exists) return undefined
    const directory = directoryOf(account)
    const attempt = failedAttempt(log, user, addressOf({ user, client, login, connect }), identity)
    const said = saidIn(attempt, log, /^Invalid user /)
    return {
      confidence: directory ? 'likely' : 'proven',
      summary: directory
        ? `The host knows no user ${user}. It also asks a directory (${directory}): if that is down, the user may be one of those.`
        : `The host has no user ${user}: every key and every password is refused.`,
      evidence: [
        ...quoteLines(account, (line, { command }) => command.startsWith('id ') || /^users from/.test(line)),
        ...(said?.proof ?? []),
      ],
      advice: `Log in as a user that exists (getent passwd lists them; on a cloud image it is often debian, ubuntu, ec2-user or admin), or create it: sudo useradd --create-home --shell /bin/bash ${user}`,
      affects: 'user',
    }
  },
  masks: ['user-not-allowed', 'method-disabled', 'too-many-auth-failures', 'key-not-authorized', 'permit-root-login'],
  decide: ({ user }) =>
    `getent passwd ${user ?? 'USER'}; sudo journalctl -t sshd -t sshd-session | grep 'Invalid user'`,
})

/** What answers for users beside the host's own files, by nsswitch.conf. */
function directoryOf({ commands }: Answered<'account'>): string | undefined {
  const sources = commands.flatMap(({ output }) => /^users from\s+(.*)$/m.exec(output)?.[1]?.split(/\s+/) ?? [])
  return sources.find((source) => /^(sss|ldap|winbind|nis|oslogin|cache_oslogin|lsass|vas\d?|nslcd)$/.test(source))
}
