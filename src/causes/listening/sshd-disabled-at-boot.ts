import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { orderBehind, quoteOrder, sayOrder } from '../reading/unit-history.ts'
import { enabledSocketOf, quoteUnit, serviceOf } from '../reading/units.ts'

export const sshdDisabledAtBoot = defineCause({
  id: 'sshd-disabled-at-boot',
  title: 'sshd is not started at boot',
  needs: ['listeners', 'units', 'identity', 'host'],
  also: ['unit-history'],
  recognise: ({ listeners, units, identity, host, 'unit-history': history }) => {
    const service = serviceOf(units)
    if (service?.unitFileState !== 'disabled' || enabledSocketOf(units)) return undefined
    // One that ran in this boot was stopped by somebody: that is another cause.
    const untouched = units.units.every(
      ({ activeState, activeSince }) => activeState === 'inactive' && activeSince === '',
    )
    if (!untouched || isServed(listeners, units, host.port)) return undefined
    const order = orderBehind(history, { verbs: 'disable', undone: 'enable|reenable' })
    return {
      confidence: 'proven',
      summary: `${service.id} is disabled, so nothing started it when ${host.name} booted${identity.bootedAt && ` at ${identity.bootedAt}`}.${sayOrder(order)}`,
      evidence: [
        ...quoteUnit(units, service, ['ActiveState', 'UnitFileState', 'ActiveEnterTimestamp']),
        ...quoteOrder(history, order),
      ],
      advice: `sudo systemctl enable --now ${service.id}`,
      affects: 'everybody',
      remedies: [{ id: 'sshd-enable', args: { unit: service.id } }],
      ...(identity.bootedAt && { since: identity.bootedAt }),
    }
  },
  masks: ['sshd-stopped'],
  remedies: ['sshd-enable'],
  excludedBy: { banner: 'banner' },
  decide: () => 'systemctl is-enabled ssh sshd ssh.socket; uptime -s',
})
