import { z } from 'zod'
import type { Evidence } from '../domain/evidence.ts'
import { ipAddress } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS } from './grant.ts'
import { rulesNaming } from './rules-naming.ts'

const args = z.strictObject({ ip: ipAddress })
type Args = z.infer<typeof args>

export const sshguardUnblock = defineRemedy<Args>({
  id: 'sshguard-unblock',
  title: 'Lift the block of sshguard',
  risk: 'safe',
  args,
  example: { ip: '203.0.113.7' },
  trouble,
  about: ({ ip }) => ({ client: ip }),
  plan: (args) => [inSet('delete', args)],
  undo: (args) => [inSet('add', args)],
  grants: [{ program: '/usr/sbin/nft', args: `(add|delete) element (ip|ip6) sshguard attackers [{] ${ADDRESS} [}]` }],
  caution: 'sshguard blocks the address again, and for longer, when whatever failed to log in goes on failing.',
})

/** sshguard has no command of its own for this: its blocks are the elements of its set. */
function inSet(verb: 'add' | 'delete', { ip }: Args): Argv {
  const family = ip.includes(':') ? 'ip6' : 'ip'
  return ['nft', verb, 'element', family, 'sshguard', 'attackers', '{', ip, '}']
}

function trouble(evidence: Evidence, { ip }: Args): State {
  const rules = rulesNaming(evidence, ip, 'sshguard')
  if (rules === undefined) return { state: 'unknown', because: 'the kernel’s rules could not be read for this address' }
  if (rules.length > 0) return { state: 'holds', detail: `a rule of sshguard blocks ${ip}`, facts: { rules } }
  return { state: 'gone', detail: `no rule of sshguard blocks ${ip}`, facts: { rules } }
}
