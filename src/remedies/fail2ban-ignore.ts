import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { ipAddress } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { bannedState, jailNames } from './fail2ban-jails.ts'
import { ADDRESS } from './grant.ts'

const args = z.strictObject({ jail: jailNames, ip: ipAddress })
type Args = z.infer<typeof args>

export const fail2banIgnore = defineRemedy<Args>({
  id: 'fail2ban-ignore',
  title: 'Have fail2ban never ban the address',
  risk: 'careful',
  args,
  example: { jail: 'sshd', ip: '203.0.113.7' },
  trouble,
  about: ({ ip }) => ({ client: ip }),
  plan: (args) => [...inEachJail(args, 'addignoreip'), ...inEachJail(args, 'unbanip')],
  undo: (args) => [...inEachJail(args, 'delignoreip'), ...inEachJail(args, 'banip')],
  grants: [
    {
      program: '/usr/bin/fail2ban-client',
      args: `set [A-Za-z0-9_.-]+ (addignoreip|delignoreip|unbanip|banip) ${ADDRESS}`,
    },
  ],
  caution:
    'Whoever guesses passwords from this address is not stopped any more, until fail2ban is restarted: to keep it, write it to ignoreip in jail.local.',
})

const inEachJail = ({ jail, ip }: Args, verb: string): Argv[] =>
  jail.split(',').map((name) => ['fail2ban-client', 'set', name, verb, ip])

/** The ban is only half of it: as long as the jails count the address, the next one comes. */
function trouble(evidence: Evidence, { jail, ip }: Args): State {
  const state = bannedState(evidence, { jail, ip })
  if (state.state !== 'gone') return state
  const named = jail.split(',')
  const jails = answerOf(evidence, 'fail2ban')?.jails.filter(({ name }) => named.includes(name)) ?? []
  const [untold] = jails.filter(({ ignoresClient }) => ignoresClient === undefined)
  if (untold) return { state: 'unknown', because: `fail2ban did not tell whom its jail ${untold.name} ignores` }
  const counting = jails.filter(({ ignoresClient }) => !ignoresClient).map(({ name }) => name)
  const facts = { ...state.facts, countedIn: counting }
  if (counting.length > 0) return { state: 'holds', detail: `${counting.join(', ')} would ban ${ip} again`, facts }
  return { state: 'gone', detail: `${state.detail}, and ${named.join(', ')} ignore it`, facts }
}
