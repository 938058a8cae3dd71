import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { downSince, FAILED_STARTS, metBy, quoteFailure, UNSEEN } from '../reading/server-files.ts'
import { startCommand } from '../reading/units.ts'

const COMPLAINT = 'Privilege separation user sshd does not exist'

export const privsepUserMissing = defineCause({
  id: 'privsep-user-missing',
  title: 'The user sshd is missing',
  needs: ['server-files', 'sshd-config', 'listeners', 'host'],
  also: ['units', 'unit-history', 'banner'],
  recognise: (facts) => {
    const { 'server-files': files, 'sshd-config': config, listeners, host, units } = facts
    if (files.user !== 'missing' || !config.complaint.split('\n').includes(COMPLAINT)) return undefined
    const met = metBy(listeners, units, host.port)
    if (met === 'unknown') return UNSEEN
    if (met === 'other') return undefined
    const does = met === 'running' ? 'ends each connection at once' : 'does not start'
    return {
      confidence: 'proven',
      summary: `${host.name} has no user sshd, which sshd needs for its privilege separation, so it ${does}.`,
      evidence: [
        ...quoteLines(config, (line) => line === COMPLAINT).slice(0, 1),
        ...quoteFailure(facts, [`: ${COMPLAINT}`, `: fatal: ${COMPLAINT}`]),
      ],
      advice: `Look who edited /etc/passwd (compare /etc/passwd-, /var/backups/passwd.bak): were more accounts lost? Then: sudo useradd --system --home-dir /run/sshd --shell /usr/sbin/nologin sshd${units && met === 'start' ? `; ${startCommand(units)}` : ''}`,
      affects: 'everybody',
      ...downSince(units),
    }
  },
  masks: FAILED_STARTS,
  excludedBy: { banner: 'banner' },
  decide: () => 'getent passwd sshd; sudo sshd -t',
})
