import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { orderBehind, quoteOrder, sayOrder } from '../reading/unit-history.ts'
import { enabledSocketOf, maskedServiceOf, quoteUnit } from '../reading/units.ts'

export const sshdMasked = defineCause({
  id: 'sshd-masked',
  title: 'sshd is masked',
  needs: ['listeners', 'units', 'host'],
  also: ['unit-history'],
  recognise: ({ listeners, units, host, 'unit-history': history }) => {
    const service = maskedServiceOf(units)
    if (!service || service.activeState === 'active' || isServed(listeners, units, host.port)) return undefined
    const order = orderBehind(history, { verbs: 'mask', undone: 'unmask' })
    const start = enabledSocketOf(units)?.id ?? service.id
    return {
      confidence: 'proven',
      summary: `${service.id} is masked, so systemd refuses to start it, and sshd does not run.${sayOrder(order)}`,
      evidence: [
        ...quoteUnit(units, service, ['LoadState', 'ActiveState', 'UnitFileState']),
        ...quoteOrder(history, order),
      ],
      advice: `Ask who masked it: somebody did so on purpose. Then: sudo systemctl unmask ${service.id} && sudo systemctl restart ${start}`,
      affects: 'everybody',
      remedies: [{ id: 'sshd-unmask', args: { unit: service.id, start } }],
      ...(service.inactiveSince && { since: service.inactiveSince }),
    }
  },
  masks: ['sshd-stopped', 'socket-unit-failed', 'sshd-start-limit-hit'],
  remedies: ['sshd-unmask'],
  excludedBy: { banner: 'banner' },
  decide: () => 'systemctl is-enabled ssh sshd',
})
