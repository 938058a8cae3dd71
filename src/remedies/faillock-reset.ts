import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { loginName } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { LOGIN } from './grant.ts'

const args = z.strictObject({ user: loginName })
type Args = z.infer<typeof args>

export const faillockReset = defineRemedy<Args>({
  id: 'faillock-reset',
  title: 'Forget the wrong passwords that locked the account',
  risk: 'safe',
  args,
  example: { user: 'deploy' },
  trouble,
  about: ({ user }) => ({ user }),
  plan: ({ user }) => [['faillock', '--user', user, '--reset']],
  grants: [{ program: '/usr/sbin/faillock', args: `--user ${LOGIN} --reset` }],
  caution: 'When somebody is guessing this password, they may go on: look first whose failures these are.',
})

function trouble(evidence: Evidence, { user }: Args): State {
  const state = answerOf(evidence, 'account-state')
  if (state?.user !== user) return { state: 'unknown', because: `the failures of ${user} could not be read` }
  const failures = state.failures.filter(({ valid }) => valid)
  const facts = { failures: failures.map(({ at, source }) => `${at} ${source}`) }
  if (failures.length > 0)
    return { state: 'holds', detail: `pam_faillock remembers ${failures.length} wrong passwords of ${user}`, facts }
  return { state: 'gone', detail: `pam_faillock remembers no wrong password of ${user}`, facts }
}
