import { defineCause } from '../define.ts'
import { reachableOn, sshdPorts } from '../reading/listening.ts'
import { describeAnswer, describeAttempt, isReset } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const sshdStopped = defineCause({
  id: 'sshd-stopped',
  title: 'sshd is not running',
  needs: ['listeners', 'units', 'host'],
  recognise: ({ listeners, units, host }) => {
    if (reachableOn(listeners, host.port).length > 0 || sshdPorts(listeners).length > 0) return undefined
    const service = units.units.find(({ id, loadState }) => /^sshd?\.service$/.test(id) && loadState === 'loaded')
    if (!service || service.activeState === 'active') return undefined
    return {
      confidence: 'proven',
      summary: `${service.id} is ${service.activeState} (${service.subState}), and nothing listens on port ${host.port}.`,
      evidence: quoteLines(units, (line) => /^(Id=sshd?\.service|ActiveState=|SubState=)/.test(line)),
      advice: `sudo systemctl start ${service.id}`,
      affects: 'everybody',
      ...(service.inactiveSince && { since: service.inactiveSince }),
    }
  },
  suspicion: {
    needs: ['connect', 'control', 'other-ports', 'host'],
    recognise: ({ connect, control, 'other-ports': others, host }) => {
      if (!isReset(connect) || others.found.length > 0) return undefined
      // A second port that is reset too, or a filter that lets only the SSH port through: either way nobody listens on it.
      const filtered =
        control.outcome === 'timed-out' || (control.outcome !== 'connected' && 'by' in control && control.by === 'icmp')
      return {
        confidence: 'likely',
        summary: filtered
          ? `Nothing listens on port ${host.port}: the firewall of ${host.name} lets that port through, and the connection is reset. sshd is probably stopped.`
          : `Nothing listens on port ${host.port}: ${host.name} is up and resets the connection. sshd is probably stopped.`,
        evidence: [
          ...quoteProbe('connect', describeAttempt(connect)),
          ...quoteProbe('control', `TCP port ${control.port}, where nothing is expected: ${describeAnswer(control)}`),
          ...quoteProbe('other-ports', `no SSH banner on ports ${others.tried.join(', ')}`),
        ],
        advice: 'On the console: systemctl status ssh sshd ssh.socket; then sudo systemctl start ssh',
        affects: 'everybody',
      }
    },
  },
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `ss -ltnp 'sport = :${host.port}'; systemctl status ssh sshd ssh.socket`,
})
