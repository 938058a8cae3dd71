import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteUnit, serviceOf, startCommand } from '../reading/units.ts'

const FLAG = '/etc/ssh/sshd_not_to_be_run'

export const sshdNotToBeRun = defineCause({
  id: 'sshd-not-to-be-run',
  title: 'A flag file keeps sshd from starting',
  needs: ['listeners', 'units', 'host'],
  recognise: ({ listeners, units, host }) => {
    const service = serviceOf(units)
    if (!units.notToBeRun || !service || service.activeState === 'active') return undefined
    if (isServed(listeners, units, host.port)) return undefined
    return {
      confidence: 'proven',
      summary: `${FLAG} exists, so ${service.id} is skipped without an error each time it is started, and sshd does not run.`,
      evidence: [
        ...quoteLines(units, (line) => line.endsWith(` ${FLAG}`) || line.includes('ConditionPathExists=!')).map(once),
        ...quoteUnit(units, service, ['ActiveState', 'ConditionResult']),
      ],
      advice: `Ask who made that file: somebody did so on purpose. Then: sudo rm ${FLAG} && ${startCommand(units)}`,
      affects: 'everybody',
      ...(service.inactiveSince && { since: service.inactiveSince }),
    }
  },
  masks: ['sshd-stopped', 'sshd-disabled-at-boot'],
  excludedBy: { banner: 'banner' },
  decide: () => `ls -l ${FLAG}`,
})

/** One unit file may be found by two paths. */
const once = <P extends { quote: string }>(proof: P): P => ({ ...proof, quote: proof.quote.split('\n')[0] ?? '' })
