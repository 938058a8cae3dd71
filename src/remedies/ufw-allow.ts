import { z } from 'zod'
import { decidingRule } from '../causes/reading/ufw-rules.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { UfwRule } from '../domain/inside.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS, PORT } from './grant.ts'

const args = z.strictObject({ ip: ipAddress, port: portNumber })
type Args = z.infer<typeof args>

export const ufwAllow = defineRemedy<Args>({
  id: 'ufw-allow',
  title: 'Let the address in by a rule of ufw',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22' },
  trouble,
  about: ({ ip, port }) => ({ client: ip, port: Number(port) }),
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

function trouble(evidence: Evidence, { ip, port }: Args): State {
  const ufw = answerOf(evidence, 'ufw')
  if (!ufw) return { state: 'unknown', because: 'ufw could not be read' }
  if (!ufw.active) return { state: 'unknown', because: 'ufw is not active' }
  const decided = decidingRule(ufw.rules, { client: ip, port: Number(port) })
  const words = decided.kind === 'default' ? `the default (${ufw.incoming})` : wordsOf(decided.rule)
  if (decided.kind === 'unclear')
    return { state: 'unknown', because: `ssh-medic cannot tell what this rule does: ${words}` }
  const action = decided.kind === 'default' ? ufw.incoming : decided.rule.action
  const facts = { decidedBy: words }
  if (!/^(deny|reject)/i.test(action))
    return { state: 'gone', detail: `ufw lets ${ip} in to port ${port} by ${words}`, facts }
  // ufw would leave it where it is, and the undo would take away what others have put there.
  const own = ufw.rules.find((one) => one.action === 'ALLOW' && wordsOf(one).startsWith(`${port}/tcp ALLOW IN ${ip}`))
  if (own)
    return { state: 'unknown', because: `ufw has that rule already, below the one that decides: move it by hand` }
  return { state: 'holds', detail: `ufw keeps ${ip} out of port ${port} by ${words}`, facts }
}

const wordsOf = ({ to, action, direction, from }: UfwRule): string => `${to} ${action} ${direction} ${from}`
