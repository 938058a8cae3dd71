import type { Recognised } from '../../domain/diagnosis.ts'
import type { NologinFile } from '../../domain/inside/account.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { decides, linesOf, quotePamLine, tellsNothing, UNTOLD, usesPam } from '../reading/pam-stack.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

/** What systemd writes into /run/nologin while the host boots or goes down. */
const SYSTEMDS_WORDS = /Unprivileged users are not permitted to log in/

export const pamNologin = defineCause({
  id: 'pam-nologin',
  title: 'A nologin file keeps everybody but root out',
  needs: ['pam', 'sshd-config'],
  also: ['user', 'account'],
  recognise: ({ pam, 'sshd-config': config, user, account }) => {
    if (user === 'root' || account?.uid === 0) return undefined
    if (pam.nologin.length > 0 && tellsNothing(config)) return UNTOLD
    const file = fileInForce(pam, config)
    if (!file) return undefined
    return {
      confidence: 'proven',
      summary: `${file.path} is there, so only root may log in. It says: ${firstLine(file)}`,
      evidence: [
        ...quoteLines(pam, (_, { command }) => command.includes(file.path)),
        ...quoteLines(pam, (_, { command }) => command.endsWith('shutdown/scheduled')),
        ...linesOf(pam, 'account', 'pam_nologin.so').flatMap((line) => quotePamLine(pam, line)),
      ],
      advice: adviceOn(file, pam),
      affects: 'everybody',
      ...(isMaintenance(file, pam) && { remedies: [{ id: 'nologin-clear', args: { path: file.path } }] }),
      ...(file.since && { since: file.since }),
    }
  },
  suspicion: {
    needs: ['login', 'host'],
    recognise: ({ login, host }): Recognised | undefined => {
      const said = login.outcome === 'disconnected' ? (login.said ?? '') : ''
      if (!SYSTEMDS_WORDS.test(said)) return undefined
      return {
        confidence: 'likely',
        summary: `${host.name} takes the key and then says that only root may log in: it is still booting, or going down.`,
        evidence: quoteProbe('login', said),
        advice: 'On the console: systemctl list-jobs; ls -l /run/nologin /run/systemd/shutdown',
        affects: 'everybody',
      }
    },
  },
  remedies: ['nologin-clear'],
  decide: () => 'head /run/nologin /etc/nologin; systemctl is-active systemd-user-sessions; systemctl list-jobs',
})

/** pam_nologin takes the first of both files that exists; sshd without PAM looks at /etc/nologin alone. */
function fileInForce(pam: Answered<'pam'>, config: Answered<'sshd-config'>): NologinFile | undefined {
  if (!usesPam(config)) return pam.nologin.find(({ path }) => path === '/etc/nologin')
  // A line with arguments may name another file.
  const asked = linesOf(pam, 'account', 'pam_nologin.so').some((line) => decides(line) && line.args.length === 0)
  return asked ? pam.nologin[0] : undefined
}

const firstLine = ({ text }: NologinFile): string => (text.split('\n')[0] ?? '').slice(0, 160) || '(nothing)'

/** Not systemd's own, which it takes away itself when the host is up, or has gone down. */
const isMaintenance = ({ path }: NologinFile, { shutdown, userSessions }: Answered<'pam'>): boolean =>
  path !== '/run/nologin' || (shutdown === '' && (userSessions === '' || userSessions === 'active'))

function adviceOn(file: NologinFile, pam: Answered<'pam'>): string {
  if (isMaintenance(file, pam)) return `Ask whose maintenance this is; when it is over: sudo rm ${file.path}`
  if (pam.shutdown !== '') return 'A shutdown is scheduled: wait for it, or call it off with: sudo shutdown -c'
  return 'The boot has not come to an end: systemctl list-jobs shows what it waits for; then sudo systemctl start systemd-user-sessions'
}
