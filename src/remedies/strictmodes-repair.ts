import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { PathPart } from '../domain/inside/login.ts'
import { absolutePath, loginName } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'

const args = z.strictObject({ user: loginName, path: absolutePath })
type Args = z.infer<typeof args>

/** There is no undo: it would give others the right to write somebody’s keys, and sudo the right to give it. */
export const strictmodesRepair = defineRemedy<Args>({
  id: 'strictmodes-repair',
  title: 'Let nobody else write to the user’s keys',
  risk: 'careful',
  args,
  example: { user: 'deploy', path: '/home/deploy/.ssh' },
  trouble,
  about: ({ user }) => ({ user }),
  plan: ({ path }) => [['chmod', 'go-w', path]],
  grants: [{ program: '/usr/bin/chmod', args: 'go-w (/[A-Za-z0-9._@+-]+)+' }],
  caution:
    'Only this one path is changed, and nothing under it; whoever wrote there by its group can no longer do so. The report tells the mode that it had.',
})

function trouble(evidence: Evidence, { user, path }: Args): State {
  const keys = answerOf(evidence, 'user-keys')
  if (keys?.user !== user) return { state: 'unknown', because: `the way to the keys of ${user} could not be read` }
  const part = keys.files.flatMap(({ parts }) => parts).find((one) => one.path === path)
  if (!part) return { state: 'unknown', because: `${path} is not on the way to the keys of ${user}` }
  const facts = { mode: octal(part) }
  if ((part.mode & 0o022) !== 0)
    return { state: 'holds', detail: `${path} may be written by others (mode ${octal(part)})`, facts }
  return { state: 'gone', detail: `only its owner may write to ${path} (mode ${octal(part)})`, facts }
}

const octal = ({ mode }: PathPart): string => (mode & 0o7777).toString(8)
