import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { startRemedies } from '../reading/start-remedies.ts'
import { gaveUp, lastComplaint, quoteLast } from '../reading/unit-history.ts'
import { quoteUnit, serviceOf, startCommand } from '../reading/units.ts'

export const sshdStartLimitHit = defineCause({
  id: 'sshd-start-limit-hit',
  title: 'systemd gave up starting sshd',
  needs: ['listeners', 'units', 'unit-history', 'host'],
  also: ['sshd-config'],
  recognise: ({ listeners, units, 'unit-history': history, host, 'sshd-config': config }) => {
    const service = serviceOf(units)
    if (service?.activeState !== 'failed' || isServed(listeners, units, host.port)) return undefined
    if (service.result !== 'start-limit-hit' && !gaveUp(history, service)) return undefined
    const reason = lastComplaint(history, service)
    return {
      confidence: 'proven',
      summary: `systemd gave up starting ${service.id} after several failures in a row, and will not try again by itself.${sayReason(reason?.text, config)}`,
      evidence: [
        ...quoteLast(history, [
          ...(reason ? [`: ${reason.text}`] : []),
          `systemd[1]: ${service.id}: Start request repeated too quickly.`,
        ]),
        ...quoteUnit(units, service, ['ActiveState', 'SubState', 'Result', 'NRestarts']),
      ],
      advice: `First look why: journalctl -u ${service.id} -b -n 30; sudo sshd -t. Then: ${startCommand(units)}`,
      affects: 'everybody',
      remedies: startRemedies(units, host.port),
      ...(service.inactiveSince && { since: service.inactiveSince }),
    }
  },
  masks: ['sshd-stopped'],
  remedies: ['sshd-reset-failed', 'socket-restart'],
  excludedBy: { banner: 'banner' },
  decide: () => "journalctl -u ssh -u sshd -b -n 30 | grep -F 'repeated too quickly'; sudo sshd -t",
})

function sayReason(reason: string | undefined, config: Answered<'sshd-config'> | undefined): string {
  const why = reason ? ` What sshd said at its last start: ${reason}.` : ''
  if (reason?.startsWith('command-line')) return `${why} That is an option of its unit or of /etc/default/ssh.`
  if (config === undefined) return why
  // A warning in a frame of @ comes before its own reason.
  const complaint = config.complaint.split('\n').find((line) => !line.startsWith('@')) ?? ''
  const isFine = complaint === '' || complaint.startsWith('Missing privilege separation directory')
  return isFine ? `${why} sshd -t finds nothing wrong now.` : `${why} sshd -t still says: ${complaint}.`
}
