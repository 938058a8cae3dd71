import type { Unit } from '../../domain/inside/units.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { reachableOn, sshdPorts } from '../reading/listening.ts'
import { quoteLast } from '../reading/unit-history.ts'
import { activeSocketOf, failedSocketOf, portsOf, quoteUnit, serviceOf } from '../reading/units.ts'

export const socketVsServiceConflict = defineCause({
  id: 'socket-vs-service-conflict',
  title: 'ssh.socket and sshd want the same port',
  needs: ['listeners', 'units', 'unit-history', 'host'],
  recognise: ({ listeners, units, 'unit-history': history, host }) => {
    const service = serviceOf(units)
    const socket = failedSocketOf(units) ?? activeSocketOf(units)
    // With Accept=yes the socket needs no service of that name, and people get in.
    if (!service || !socket || socket.accept || service.activeState === 'active') return undefined
    if (sshdPorts(listeners).length > 0 || isTakenByAnother(listeners, host.port)) return undefined
    const clash = clashOf(history, socket)
    if (!clash) return undefined
    return {
      confidence: 'proven',
      summary: `${socket.id} and ${service.id} of ${host.name} both want port ${clash.port}: systemd held it when it started sshd, sshd did not take it over, and could not bind it itself.`,
      evidence: [
        ...quoteLast(history, [`: ${clash.text}`, `systemd[1]: ${socket.id}: Failed with result '${socket.result}'.`]),
        ...quoteUnit(units, socket, ['ActiveState', 'Result', 'Listen', 'UnitFileState']),
        ...quoteUnit(units, service, ['ActiveState', 'Result', 'UnitFileState', 'DropInPaths']),
      ],
      advice: `Keep one of them: sudo systemctl disable --now ${socket.id}; sudo systemctl reset-failed ${service.id}; sudo systemctl enable --now ${service.id}`,
      affects: 'everybody',
      ...(service.inactiveSince && { since: service.inactiveSince }),
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'socket-unit-failed'],
  excludedBy: { banner: 'banner' },
  decide: () => "systemctl is-enabled ssh.socket ssh.service; journalctl -u ssh -b | grep -F 'Address already in use'",
})

/** Then that program is the fault, not the socket. */
const isTakenByAnother = (listeners: Answered<'listeners'>, port: number): boolean =>
  reachableOn(listeners, port).some(({ process }) => process !== 'systemd')

/** The last time that sshd could not bind a port which systemd held for it then. */
function clashOf({ lines }: Answered<'unit-history'>, socket: Unit): { text: string; port: number } | undefined {
  const listening = lines.findLastIndex(
    ({ tag, text }) => tag === 'systemd' && text.startsWith(`Listening on ${socket.id}`),
  )
  if (listening < 0) return undefined
  const bindings = lines.slice(listening).flatMap(({ tag, text }) => {
    const [, port] = /^error: Bind to port (\d{1,5}) on \S+ failed: Address already in use\.$/.exec(text) ?? []
    return tag === 'sshd' && port ? [{ text, port: Number(port) }] : []
  })
  return bindings.findLast(({ port }) => portsOf(socket).includes(port))
}
