import type { DirectoryService } from '../../domain/inside/account.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteTimeout } from '../reading/quote.ts'

/** Which services of the host speak for a source of nsswitch.conf. */
const SERVICES: Record<string, readonly string[]> = {
  sss: ['sssd.service'],
  ldap: ['nslcd.service'],
  winbind: ['winbind.service'],
  nis: ['ypbind.service'],
}
const REMOTE = /^(sss|ldap|winbind|nis|nisplus|hesiod|oslogin|cache_oslogin)$/

export const directoryOutage = defineCause({
  id: 'directory-outage',
  title: 'The directory that the account comes from does not answer',
  needs: ['directory', 'user'],
  recognise: ({ directory, user }) => {
    const remote = directory.sources.filter((source) => REMOTE.test(source))
    if (directory.user !== user || remote.length === 0 || directory.lookup === 'found') return undefined
    const [dead] = deadServices(directory, remote)
    const quotes = [
      ...quoteLines(directory, (_, { command }) => command.includes('nsswitch.conf')),
      ...quoteLines(directory, (line) => dead !== undefined && line === `Id=${dead.id}`),
    ]
    if (directory.lookup === 'silent')
      return {
        confidence: 'proven',
        summary: `The host asks ${remote.join(', ')} who ${user} is, and gets no answer within 3 s${dead ? `: ${dead.id} is ${dead.activeState}` : ''}. Accounts of the host itself still work.`,
        evidence: [...quotes, ...quoteTimeout(directory, (command) => command === `getent passwd ${user}`)],
        advice: adviceOn(dead, remote),
        affects: 'user',
      }
    if (!dead) return undefined
    return {
      // Red Hat and Fedora name sss and bring sssd everywhere: where nobody set it up it is inactive, and nothing is wrong.
      confidence: dead.activeState === 'failed' ? 'likely' : 'possible',
      summary: `${user} is no account of the host itself, and ${dead.id}, which knows the others, is ${dead.activeState}.`,
      evidence: quotes,
      advice: adviceOn(dead, remote),
      affects: 'user',
    }
  },
  masks: ['user-invalid', 'wrong-password'],
  decide: ({ user }) =>
    `time getent passwd ${user ?? 'USER'}; grep passwd /etc/nsswitch.conf; systemctl status sssd nslcd winbind`,
})

const deadServices = ({ services }: Answered<'directory'>, remote: readonly string[]): DirectoryService[] =>
  services.filter(
    ({ id, activeState }) => activeState !== 'active' && remote.some((source) => SERVICES[source]?.includes(id)),
  )

function adviceOn(dead: DirectoryService | undefined, remote: readonly string[]): string {
  if (dead) return `sudo systemctl restart ${dead.id}; until it is back, an account of the host itself gets in`
  return `See why ${remote.join(', ')} is silent (its servers, their names, the way there); until then an account of the host itself gets in`
}
