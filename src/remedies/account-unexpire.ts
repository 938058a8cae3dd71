import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { loginName } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { LOGIN } from './grant.ts'

const args = z.strictObject({ user: loginName, was: z.iso.date() })
type Args = z.infer<typeof args>

export const accountUnexpire = defineRemedy<Args>({
  id: 'account-unexpire',
  title: 'Take the end from the account',
  risk: 'careful',
  args,
  example: { user: 'deploy', was: '2026-10-31' },
  trouble,
  about: ({ user }) => ({ user }),
  plan: ({ user }) => [['chage', '-E', '-1', user]],
  undo: ({ user, was }) => [['chage', '-E', was, user]],
  grants: [{ program: '/usr/bin/chage', args: `-E (-1|[0-9]{4}-[0-9]{2}-[0-9]{2}) ${LOGIN}` }],
  caution: 'The account then has no end at all: whoever set the date may have meant it.',
})

function trouble(evidence: Evidence, { user, was }: Args): State {
  const state = answerOf(evidence, 'account-state')
  if (state?.user !== user || state.accountExpires === '')
    return { state: 'unknown', because: `the end of the account ${user} could not be read` }
  const facts = { accountExpires: state.accountExpires }
  if (state.accountExpires === 'never') return { state: 'gone', detail: `the account ${user} has no end`, facts }
  if (isoDate(state.accountExpires) !== was)
    return { state: 'unknown', because: `the account ${user} ends on ${state.accountExpires}, and not on ${was}` }
  return { state: 'holds', detail: `the account ${user} ended on ${state.accountExpires}`, facts }
}

/** `Oct 31, 2026`, as chage prints it, to `2026-10-31`; undefined when it is no date. */
export function isoDate(text: string): string | undefined {
  if (!/^[A-Z][a-z]{2} \d\d, \d{4}$/.test(text)) return undefined
  const ms = Date.parse(`${text} UTC`)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10)
}
