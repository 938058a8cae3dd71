import type { ServerFile } from '../../domain/inside/server.ts'
import { defineCause } from '../define.ts'
import { downSince, FAILED_STARTS, metBy, namesOf, quoteFailure, quoteFiles, UNSEEN } from '../reading/server-files.ts'
import { startCommand } from '../reading/units.ts'

export const sshdHelperMissing = defineCause({
  id: 'sshd-helper-missing',
  title: 'A helper program of sshd is missing',
  needs: ['server-files', 'listeners', 'host'],
  also: ['units', 'unit-history', 'banner', 'kex'],
  recognise: (facts) => {
    const { 'server-files': files, listeners, host, units } = facts
    const lost = files.helpers.filter(isUseless)
    if (lost.length === 0) return undefined
    const met = metBy(listeners, units, host.port)
    if (met === 'unknown') return UNSEEN
    if (met === 'other') return undefined
    const are = `${namesOf(lost)} ${lost.every(({ state }) => state === 'missing') ? 'is missing' : 'cannot be executed'}`
    const does = met === 'running' ? 'runs, but cannot serve a connection' : 'does not start'
    return {
      confidence: 'proven',
      summary: `sshd of ${host.name} ${does}: ${are}, which it starts for each connection.`,
      evidence: [...quoteFiles(files, lost), ...quoteFailure(facts, lost.flatMap(wordsOn))],
      advice: `Reinstall it: sudo apt-get install --reinstall openssh-server (Red Hat: sudo dnf reinstall openssh-server)${units && met === 'start' ? `; ${startCommand(units)}` : ''}. Where somebody set SshdSessionPath or SshdAuthPath, mend these`,
      affects: 'everybody',
      ...downSince(units),
    }
  },
  masks: FAILED_STARTS,
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'ls -l /usr/lib/openssh /usr/libexec/openssh; journalctl -b -u ssh -u sshd -n 20',
})

/** Root may execute what anybody may. */
const isUseless = (file: ServerFile): boolean =>
  file.state === 'missing' || (file.state === 'there' && !/[1357]/.test(file.mode.slice(-3)))

const wordsOn = ({ path }: ServerFile): string[] => [
  `: ${path} does not exist or is not executable`,
  ...['No such file or directory', 'Permission denied'].flatMap((why) => [
    `: fatal: rexec of ${path} failed: ${why}`,
    `: fatal: privsep_preauth: exec of ${path} failed: ${why}`,
  ]),
]
