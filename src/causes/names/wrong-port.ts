import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { reachableOn } from '../reading/listening.ts'
import { describeAttempt, isReset } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

/**
 * The person is wrong, not the host: SSH answers where the inventory says, and sshd was never told to listen where the person
 * tries. That the host moved away from the inventory's port is `wrong-port-listening`.
 */
export const wrongPort = defineCause({
  id: 'wrong-port',
  title: 'The person tries a port that is not the host’s SSH port',
  needs: ['inventory-port', 'connect', 'host'],
  also: ['listeners', 'sshd-config'],
  recognise: ({ 'inventory-port': inventory, connect, host, listeners, 'sshd-config': config }) => {
    if (inventory.outcome !== 'greeted' || connect.outcome === 'connected') return undefined
    if (listeners && reachableOn(listeners, host.port).length > 0) return undefined
    if (config && portsOf(config).includes(host.port)) return undefined
    const seenInside = listeners !== undefined && config !== undefined
    return {
      confidence: seenInside ? 'proven' : isReset(connect) ? 'likely' : 'possible',
      summary: `SSH of ${host.name} answers on port ${inventory.port}, as the inventory says; port ${host.port} was tried, and ${seenInside ? 'nothing listens there, nor is sshd told to' : 'that one does not connect'}.`,
      evidence: [
        ...quoteProbe('connect', describeAttempt(connect)),
        ...quoteProbe('inventory-port', `TCP port ${inventory.port}: ${inventory.line}`),
        ...(config ? quoteLines(config, (line) => /^port \d+$/.test(line)) : []),
      ],
      advice: `Connect with: ssh -p ${inventory.port} … (look for a Port ${host.port} in ~/.ssh/config: ssh -G ${host.name} | grep ^port)`,
      affects: 'user',
    }
  },
  excludedBy: { banner: 'banner', 'inventory-port': 'same' },
  masks: ['wrong-port-listening', 'sshd-stopped', 'ufw-deny'],
  decide: ({ host }) => `ssh -G ${host.name} | grep ^port; on the host: sudo sshd -T | grep ^port`,
})

const portsOf = ({ global }: Answered<'sshd-config'>): number[] => (global.port ?? []).map(Number)
