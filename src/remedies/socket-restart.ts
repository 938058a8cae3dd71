import { z } from 'zod'
import type { Unit } from '../domain/inside/units.ts'
import { portNumber } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { servedState } from './served.ts'
import { START_AGAIN_GRANTS, socketName, startAgain } from './sshd-units.ts'

const args = z.strictObject({ unit: socketName, port: portNumber })
type Args = z.infer<typeof args>

/** There is no undo: nobody wants a socket that has failed. */
export const socketRestart = defineRemedy<Args>({
  id: 'socket-restart',
  title: 'Let systemd listen for sshd again',
  risk: 'careful',
  args,
  example: { unit: 'ssh.socket', port: '22' },
  trouble: (evidence, wanted): State => servedState(evidence, wanted, misfit),
  about: ({ port }) => ({ port: Number(port) }),
  plan: ({ unit }) => startAgain(unit),
  grants: START_AGAIN_GRANTS,
  caution: 'What made it fail may come back: read the journal. Sessions that are open are not touched.',
})

function misfit({ id, activeState, accept }: Unit): string | undefined {
  if (activeState !== 'failed') return `${id} is ${activeState}, and has not failed`
  return accept ? `${id} starts one sshd for each connection: look at it by hand` : undefined
}
