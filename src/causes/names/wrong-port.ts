import { defineCause } from '../define.ts'
import { configuredPorts, reachableOn } from '../reading/listening.ts'
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
  also: ['listeners', 'sshd-config', 'units'],
  recognise: ({ 'inventory-port': inventory, connect, host, listeners, 'sshd-config': config, units }) => {
    if (inventory.outcome !== 'greeted' || connect.outcome === 'connected') return undefined
    if (listeners && reachableOn(listeners, host.port).length > 0) return undefined
    const told = configuredPorts(config, units)
    if (told.includes(host.port)) return undefined
    const seenInside = listeners !== undefined && told.length > 0
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
