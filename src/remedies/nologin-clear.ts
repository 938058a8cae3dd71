import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { type Argv, defineRemedy, type State } from './define.ts'

const args = z.strictObject({ path: z.enum(['/etc/nologin', '/run/nologin']) })
type Args = z.infer<typeof args>

const aside = (path: string): string => `${path}.ssh-medic`

export const nologinClear = defineRemedy<Args>({
  id: 'nologin-clear',
  title: 'Open the host for logins again',
  risk: 'careful',
  args,
  example: { path: '/etc/nologin' },
  trouble,
  plan: ({ path }) => [move(path, aside(path))],
  undo: ({ path }) => [move(aside(path), path)],
  grants: [
    { program: '/usr/bin/mv', args: '-n -T /(etc|run)/nologin /(etc|run)/nologin[.]ssh-medic' },
    { program: '/usr/bin/mv', args: '-n -T /(etc|run)/nologin[.]ssh-medic /(etc|run)/nologin' },
  ],
  caution: 'Somebody closed the host on purpose: everybody gets in again, in the middle of whatever goes on there.',
})

/** Never over a file that is there, nor into a folder. */
const move = (from: string, to: string): Argv => ['mv', '-n', '-T', from, to]

function trouble(evidence: Evidence, { path }: Args): State {
  const pam = answerOf(evidence, 'pam')
  if (!pam) return { state: 'unknown', because: 'nobody could look for nologin files' }
  const file = pam.nologin.find((one) => one.path === path)
  if (!file) return { state: 'gone', detail: `${path} is not there`, facts: { there: false } }
  // systemd has a reason of its own, and opens the host itself when that is over.
  if (path === '/run/nologin' && pam.shutdown !== '') return { state: 'unknown', because: 'a shutdown is scheduled' }
  if (path === '/run/nologin' && pam.userSessions !== '' && pam.userSessions !== 'active')
    return { state: 'unknown', because: 'the host has not finished its boot' }
  return { state: 'holds', detail: `${path} keeps everybody but root out`, facts: { there: true, says: file.text } }
}
