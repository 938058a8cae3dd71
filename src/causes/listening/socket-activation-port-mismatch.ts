import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { configuredPorts, reachableOn } from '../reading/listening.ts'
import { quoteLines } from '../reading/quote.ts'
import { activeSocketOf, portsOf, quoteUnit } from '../reading/units.ts'

export const socketActivationPortMismatch = defineCause({
  id: 'socket-activation-port-mismatch',
  title: 'ssh.socket does not listen on the port of sshd_config',
  needs: ['listeners', 'units', 'host'],
  also: ['sshd-config'],
  recognise: ({ listeners, units, host, 'sshd-config': config }) => {
    const socket = activeSocketOf(units)
    if (!socket || reachableOn(listeners, host.port).length > 0) return undefined
    const open = portsOf(socket)
    if (open.length === 0 || open.includes(host.port) || !configuredPorts(config, units).includes(host.port))
      return undefined
    const reached = open.map((port) => `port ${port}`).join(' and ')
    return {
      confidence: 'proven',
      summary: `sshd’s configuration on ${host.name} says port ${host.port}, but ${socket.id} listens for sshd, on ${reached}: with a socket unit the Port of sshd_config opens nothing.`,
      evidence: [
        ...quoteUnit(units, socket, ['ActiveState', 'Listen', 'DropInPaths']),
        ...quotePort(config, units, host.port),
        ...quoteLines(listeners, (line) => open.some((port) => line.includes(`:${port} `))),
      ],
      advice: `Connect with ssh -p ${open[0]} …; to mend it: sudo systemctl edit ${socket.id} (under [Socket] a line ListenStream=${host.port}; Ubuntu since 24.04 writes it itself: only do the rest), then sudo systemctl daemon-reload && sudo systemctl restart ${socket.id}`,
      affects: 'everybody',
    }
  },
  masks: ['wrong-port-listening', 'sshd-stopped'],
  excludedBy: { banner: 'banner' },
  decide: () => 'systemctl show ssh.socket -p ActiveState -p Listen; sudo sshd -T | grep -i ^port',
})

type Config = Answered<'sshd-config'> | undefined

function quotePort(config: Config, units: Answered<'units'>, port: number) {
  const said = config ? quoteLines(config, (line) => line === `port ${port}`).slice(0, 1) : []
  return said.length > 0
    ? said
    : quoteLines(units, (line) => /^\/[^:]+:\s*port\b/i.test(line) && line.includes(`${port}`))
}
