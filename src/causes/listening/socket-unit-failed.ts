import type { Unit } from '../../domain/inside/units.ts'
import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { startRemedies } from '../reading/start-remedies.ts'
import { lastComplaint, quoteLast } from '../reading/unit-history.ts'
import { failedSocketOf, quoteUnit, serviceOf, startCommand } from '../reading/units.ts'

export const socketUnitFailed = defineCause({
  id: 'socket-unit-failed',
  title: 'ssh.socket has failed',
  needs: ['listeners', 'units', 'host'],
  also: ['unit-history'],
  recognise: ({ listeners, units, host, 'unit-history': history }) => {
    const socket = failedSocketOf(units)
    if (!socket || isServed(listeners, units, host.port)) return undefined
    const service = serviceOf(units)
    const reason = history && service ? lastComplaint(history, service)?.text : undefined
    return {
      confidence: 'proven',
      summary: `${socket.id}, through which systemd listens for sshd, has failed: ${reasonOf(socket)}. Nothing listens on port ${host.port}.${reason ? ` What sshd said at its last start: ${reason}` : ''}`,
      evidence: [
        ...quoteUnit(units, socket, ['ActiveState', 'SubState', 'Result', 'Listen']),
        ...(history
          ? quoteLast(history, [
              ...(reason ? [`: ${reason}`] : []),
              `systemd[1]: ${socket.id}: Failed with result '${socket.result}'.`,
            ])
          : []),
      ],
      advice: `To start the service alone is not enough. Look why: journalctl -u ${socket.id} -b -n 30; then: ${startCommand(units)}`,
      affects: 'everybody',
      remedies: startRemedies(units, host.port),
      ...(socket.inactiveSince && { since: socket.inactiveSince }),
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit'],
  remedies: ['socket-restart'],
  excludedBy: { banner: 'banner' },
  decide: () => 'systemctl status ssh.socket sshd.socket',
})

function reasonOf({ result }: Unit): string {
  if (result === 'service-start-limit-hit') return 'its service failed to start several times in a row'
  if (result === 'trigger-limit-hit') return 'too many connections came at once for its trigger limit'
  if (result === 'resources') return 'it could not listen, or not start its service'
  return `its result is ${result}`
}
