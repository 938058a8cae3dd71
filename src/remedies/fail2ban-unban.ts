import { z } from 'zod'
import { ipAddress } from './arguments.ts'
import { type Argv, defineRemedy } from './define.ts'
import { bannedState, jailNames } from './fail2ban-jails.ts'
import { ADDRESS } from './grant.ts'

const args = z.strictObject({ jail: jailNames, ip: ipAddress })
type Args = z.infer<typeof args>

export const fail2banUnban = defineRemedy<Args>({
  id: 'fail2ban-unban',
  title: 'Lift the ban of fail2ban',
  risk: 'safe',
  args,
  example: { jail: 'sshd', ip: '203.0.113.7' },
  trouble: bannedState,
  about: ({ ip }) => ({ client: ip }),
  plan: (args) => inEachJail(args, 'unbanip'),
  undo: (args) => inEachJail(args, 'banip'),
  grants: [{ program: '/usr/bin/fail2ban-client', args: `set [A-Za-z0-9_.-]+ (unbanip|banip) ${ADDRESS}` }],
  caution: 'fail2ban bans the address again when whatever failed to log in goes on failing.',
})

const inEachJail = ({ jail, ip }: Args, verb: 'unbanip' | 'banip'): Argv[] =>
  jail.split(',').map((name) => ['fail2ban-client', 'set', name, verb, ip])
