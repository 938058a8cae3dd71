import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS, PORT } from './grant.ts'
import { aboutPassage, passageState } from './passage.ts'

const args = z.strictObject({ ip: ipAddress, port: portNumber })
type Args = z.infer<typeof args>

export const ufwAllow = defineRemedy<Args>({
  id: 'ufw-allow',
  title: 'Let the address in by a rule of ufw',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22' },
  trouble,
  about: aboutPassage,
  plan: (args) => [add(args)],
  undo: (args) => [remove(args)],
  rescue: (args, direction) => [direction === 'do' ? remove(args) : add(args)],
  grants: [
    {
      program: '/usr/sbin/ufw',
      args: `prepend allow proto tcp from ${ADDRESS} to any port ${PORT} comment ssh-medic`,
      timed: true,
    },
    { program: '/usr/sbin/ufw', args: `delete allow proto tcp from ${ADDRESS} to any port ${PORT}`, timed: true },
  ],
  caution: 'The rule stands above all others until it is undone: whoever denied the address may have meant to.',
})

const rule = ({ ip, port }: Args) => ['allow', 'proto', 'tcp', 'from', ip, 'to', 'any', 'port', port] as const
/** Above the rules of its family: a place by number would count over both. */
const add = (args: Args): Argv => ['ufw', 'prepend', ...rule(args), 'comment', 'ssh-medic']
const remove = (args: Args): Argv => ['ufw', 'delete', ...rule(args)]

function trouble(evidence: Evidence, args: Args): State {
  const state = passageState(evidence, args, ({ owner }) => (owner === 'ufw' ? undefined : 'not ufw decides'))
  if (state.state !== 'holds') return state
  const ufw = answerOf(evidence, 'ufw')
  if (!ufw) return { state: 'unknown', because: 'the rules of ufw could not be read' }
  // ufw would leave it where it is, and the undo would take away what others have put there.
  const has = ufw.rules.some(
    ({ to, action, direction, from }) =>
      action === 'ALLOW' && direction === 'IN' && to === `${args.port}/tcp` && from === args.ip,
  )
  if (has)
    return { state: 'unknown', because: 'ufw has that rule already, below the one that decides: move it by hand' }
  return state
}
