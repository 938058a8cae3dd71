import { z } from 'zod'
import type { Evidence } from '../domain/evidence.ts'
import { defineRemedy, type State } from './define.ts'
import { startable, unitIn, unknown } from './served.ts'
import { SERVICE, START_GRANTS, serviceName, start, unitName } from './sshd-units.ts'

/** `start`: what is started then, which is the socket where there is one. */
const args = z.strictObject({ unit: serviceName, start: unitName })
type Args = z.infer<typeof args>

/** The undo does not stop it: that would be more than was there before where it ran already, and may lock people out. */
export const sshdUnmask = defineRemedy<Args>({
  id: 'sshd-unmask',
  title: 'Take the mask from sshd, and start it',
  risk: 'careful',
  args,
  example: { unit: 'ssh.service', start: 'ssh.service' },
  trouble,
  plan: (args) => [['systemctl', 'unmask', args.unit], start(args.start)],
  undo: ({ unit }) => [['systemctl', 'mask', unit]],
  grants: [{ program: '/usr/bin/systemctl', args: `(unmask|mask) ${SERVICE}` }, ...START_GRANTS],
  caution: 'Somebody masked it on purpose: ask who. Its undo masks it again, and does not stop it.',
})

function trouble(evidence: Evidence, { unit, start: started }: Args): State {
  const one = unitIn(evidence, unit)
  const other = unitIn(evidence, started)
  if (typeof one === 'string') return unknown(one)
  if (typeof other === 'string') return unknown(other)
  const facts = { unit, is: one.unitFileState, [started]: other.activeState }
  if (one.loadState !== 'masked') {
    if (other.activeState === 'active')
      return { state: 'gone', detail: `${unit} is not masked, and ${started} is active`, facts }
    return unknown(`${unit} is not masked, and ${started} is ${other.activeState} all the same`)
  }
  if (one.unitFileState === 'masked-runtime')
    return unknown(`${unit} is masked until the next boot only: sudo systemctl unmask --runtime ${unit}`)
  const why = one.activeState === 'active' ? undefined : startable(evidence, true)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `${unit} is masked`, facts }
}
