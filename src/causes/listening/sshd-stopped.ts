import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { describeAnswer, describeAttempt, isReset } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'
import { startRemedies } from '../reading/start-remedies.ts'
import { lastComplaint, orderBehind, quoteLast, quoteOrder, sayOrder } from '../reading/unit-history.ts'
import { enabledUnitOf, quoteUnit, serviceOf, startCommand } from '../reading/units.ts'

export const sshdStopped = defineCause({
  id: 'sshd-stopped',
  title: 'sshd is not running',
  needs: ['listeners', 'units', 'host'],
  also: ['unit-history'],
  recognise: ({ listeners, units, host, 'unit-history': history }) => {
    const service = serviceOf(units)
    if (!service || service.activeState === 'active' || isServed(listeners, units, host.port)) return undefined
    const unit = enabledUnitOf(units) ?? service
    const order = orderBehind(history, { verbs: 'stop|kill|disable', effectAt: unit.inactiveSince })
    // One that was stopped did not fail; one that failed may have said why.
    const reason = history && unit.activeState !== 'inactive' ? lastComplaint(history, service)?.text : undefined
    return {
      confidence: 'proven',
      summary: `${unit.id} is ${unit.activeState} (${unit.subState}), and nothing listens on port ${host.port}.${sayOrder(order)}${reason ? ` What sshd said at its last start: ${reason}` : ''}`,
      evidence: [
        ...quoteUnit(units, unit, ['ActiveState', 'SubState']),
        ...quoteOrder(history, order),
        ...(history && reason ? quoteLast(history, [`: ${reason}`]) : []),
      ],
      advice: startCommand(units),
      affects: 'everybody',
      remedies: startRemedies(units, host.port),
      ...(unit.inactiveSince && { since: unit.inactiveSince }),
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
  remedies: ['sshd-start', 'sshd-reset-failed', 'socket-restart'],
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `ss -ltnp 'sport = :${host.port}'; systemctl status ssh sshd ssh.socket`,
})
