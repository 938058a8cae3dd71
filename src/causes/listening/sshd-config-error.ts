import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { goodCopyOf } from '../reading/config-copies.ts'
import { configError } from '../reading/config-error.ts'
import { ownElsewhere, reachableOn } from '../reading/listening.ts'
import { quoteLines } from '../reading/quote.ts'
import { toStartAgain } from '../reading/start-remedies.ts'
import { activeSocketOf, quoteUnit, serviceOf, startCommand } from '../reading/units.ts'

export const sshdConfigError = defineCause({
  id: 'sshd-config-error',
  title: 'sshd_config has an error',
  needs: ['sshd-config', 'listeners', 'host'],
  also: ['units'],
  recognise: ({ 'sshd-config': config, listeners, host, units }) => {
    const error = configError(config.complaint)
    const service = units && serviceOf(units)
    // A running sshd read its file when it started, and goes on with that.
    if (!error || service?.activeState === 'active') return undefined
    if (ownElsewhere(listeners, units, host.port)) return undefined
    if (reachableOn(listeners, host.port).some(({ process }) => process === undefined)) return undefined
    const socket = units && activeSocketOf(units)
    const copy = goodCopyOf(config)
    return {
      confidence: 'proven',
      summary: socket
        ? `sshd of ${host.name} ends as soon as ${socket.id} starts it: ${error.text}`
        : `sshd of ${host.name} cannot start: ${error.text}`,
      evidence: [
        ...quoteLines(config, (line) => line === error.text).slice(0, 1),
        ...(units && service ? quoteUnit(units, service, ['ActiveState', 'SubState', 'Result', 'NRestarts']) : []),
      ],
      advice: `Mend ${error.where} (keep a copy), until sudo sshd -t is silent${thenStart(units)}`,
      affects: 'everybody',
      ...(copy && {
        remedies: [
          {
            id: 'sshd-config-rollback',
            args: { file: error.file, from: copy.path, start: toStartAgain(units), port: String(host.port) },
          },
        ],
      }),
      ...(service?.inactiveSince && { since: service.inactiveSince }),
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'socket-unit-failed'],
  remedies: ['sshd-config-rollback'],
  excludedBy: { banner: 'banner' },
  decide: () => 'sudo sshd -t',
})

/** A socket that starts one sshd for each connection needs nothing. */
const thenStart = (units: Answered<'units'> | undefined): string =>
  units && !activeSocketOf(units)?.accept ? `, then: ${startCommand(units)}` : ''
