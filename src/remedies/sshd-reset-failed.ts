import { z } from 'zod'
import { isFailing } from '../causes/reading/units.ts'
import { portNumber } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { servedState } from './served.ts'
import { START_AGAIN_GRANTS, serviceName, startAgain } from './sshd-units.ts'

const args = z.strictObject({ unit: serviceName, port: portNumber })
type Args = z.infer<typeof args>

/** There is no undo: nobody wants a service that has failed. */
export const sshdResetFailed = defineRemedy<Args>({
  id: 'sshd-reset-failed',
  title: 'Forget the failed starts of sshd, and start it',
  risk: 'careful',
  args,
  example: { unit: 'ssh.service', port: '22' },
  trouble: (evidence, wanted): State =>
    servedState(evidence, wanted, (one) =>
      isFailing(one) ? undefined : `${one.id} is ${one.activeState}, and has not failed`,
    ),
  about: ({ port }) => ({ port: Number(port) }),
  plan: ({ unit }) => startAgain(unit),
  grants: START_AGAIN_GRANTS,
  caution: 'What made it fail may come back: read the journal. Sessions that are open are not touched.',
})
