import { z } from 'zod'
import { enabledSocketOf } from '../causes/reading/units.ts'
import type { Evidence } from '../domain/evidence.ts'
import { answerOf } from '../domain/evidence.ts'
import { defineRemedy, type State } from './define.ts'
import { startable, unitIn, unknown } from './served.ts'
import { SERVICE, START_GRANTS, serviceName, start } from './sshd-units.ts'

const args = z.strictObject({ unit: serviceName })
type Args = z.infer<typeof args>

/** The undo does not stop it: that would be more than was there before where it ran already, and may lock people out. */
export const sshdEnable = defineRemedy<Args>({
  id: 'sshd-enable',
  title: 'Start sshd, now and at each boot',
  risk: 'careful',
  args,
  example: { unit: 'ssh.service' },
  trouble,
  plan: ({ unit }) => [['systemctl', 'enable', unit], start(unit)],
  undo: ({ unit }) => [['systemctl', 'disable', unit]],
  grants: [{ program: '/usr/bin/systemctl', args: `(enable|disable) ${SERVICE}` }, ...START_GRANTS],
  caution: 'Somebody may have disabled it on purpose. Its undo disables it again, and does not stop it.',
})

function trouble(evidence: Evidence, { unit }: Args): State {
  const one = unitIn(evidence, unit)
  if (typeof one === 'string') return unknown(one)
  const facts = { unit, is: one.activeState, atBoot: one.unitFileState }
  if (one.unitFileState === 'enabled' && one.activeState === 'active')
    return { state: 'gone', detail: `${unit} runs, and is started at each boot`, facts }
  if (one.unitFileState !== 'disabled') return unknown(`${unit} is ${one.unitFileState || 'unknown'} at boot`)
  const units = answerOf(evidence, 'units')
  const socket = units && enabledSocketOf(units)
  if (socket) return unknown(`${socket.id} is meant to start it here`)
  const why = one.activeState === 'active' ? undefined : startable(evidence)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `${unit} is disabled at boot, and ${one.activeState} now`, facts }
}
