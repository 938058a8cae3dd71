import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { describeAttempt, isReset } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const sshdNotInstalled = defineCause({
  id: 'sshd-not-installed',
  title: 'No SSH server is installed',
  needs: ['sshd-package', 'listeners', 'host'],
  also: ['units', 'connect'],
  recognise: ({ 'sshd-package': sshd, listeners, host, units, connect }) => {
    if (sshd.binary !== '' || sshd.installed || isServed(listeners, units, host.port)) return undefined
    if (units?.units.some(({ loadState, id }) => loadState === 'loaded' && id.endsWith('.service'))) return undefined
    const known = sshd.manager !== ''
    return {
      confidence: known ? 'proven' : 'likely',
      summary: `${host.name} has no sshd: ${known ? `${sshd.manager} says that openssh-server is not installed, and there is no such program` : 'there is no such program in the usual folders'}.`,
      evidence: [
        ...quoteLines(sshd, () => true),
        ...(units ? quoteLines(units, (line) => /^(Id=sshd?\.service|LoadState=not-found)$/.test(line)) : []),
        ...(connect && isReset(connect) ? quoteProbe('connect', describeAttempt(connect)) : []),
      ],
      advice:
        'Find out who removed it (less /var/log/apt/history.log; rpm -qa --last), then: sudo apt-get install openssh-server (Red Hat: sudo dnf install openssh-server)',
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped'],
  excludedBy: { banner: 'banner' },
  decide: () => 'command -v sshd; dpkg -l openssh-server || rpm -q openssh-server',
})
