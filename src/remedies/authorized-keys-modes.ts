import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { PathPart } from '../domain/inside/login.ts'
import { absolutePath, loginName } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'

/**
 * What the user lacks: to go through a folder (as its owner, by its group, or as anybody), or to read a file of its own. To let others
 * read a file is left to people: whoever owns the folder could put a link in its place meanwhile.
 */
const RIGHTS = ['u+x', 'g+x', 'o+x', 'u+r'] as const

const args = z.strictObject({ user: loginName, path: absolutePath, right: z.enum(RIGHTS) })
type Args = z.infer<typeof args>

const back = (right: string): string => right.replace('+', '-')

/** The way to a file of keys, and such a file. */
const PART = '[A-Za-z0-9._@+-]+'
const TO_KEYS = `(/home(/${PART})?|(/${PART})+/[.]ssh)`
const KEYS = `(/${PART})+/[.]ssh/authorized_keys2?`

export const authorizedKeysModes = defineRemedy<Args>({
  id: 'authorized-keys-modes',
  title: 'Let the user get at the file of keys',
  risk: 'careful',
  args,
  example: { user: 'deploy', path: '/home/deploy/.ssh', right: 'o+x' },
  trouble,
  about: ({ user }) => ({ user }),
  plan: ({ path, right }) => [['chmod', right, path]],
  undo: ({ path, right }) => [['chmod', back(right), path]],
  grants: [
    { program: '/usr/bin/chmod', args: `(u|g|o)[+-]x ${TO_KEYS}` },
    { program: '/usr/bin/chmod', args: `u[+-]r ${KEYS}` },
  ],
  caution:
    'Only this one path is changed, by this one right. Who made it so may have meant to; what else the user may not read stays so.',
})

const MASKS: Record<Args['right'], number> = { 'u+x': 0o100, 'u+r': 0o400, 'g+x': 0o010, 'o+x': 0o001 }

function trouble(evidence: Evidence, { user, path, right }: Args): State {
  const keys = answerOf(evidence, 'user-keys')
  if (keys?.user !== user) return { state: 'unknown', because: `the way to the keys of ${user} could not be read` }
  const file = keys.files.find(({ parts }) => parts.some((part) => part.path === path))
  const part = file?.parts.find((one) => one.path === path)
  if (!file || !part) return { state: 'unknown', because: `${path} is not on the way to the keys of ${user}` }
  if ((path === file.path) !== right.endsWith('r'))
    return { state: 'unknown', because: `${right} is not what ${user} needs of ${path}` }
  const facts = { mode: octal(part), owner: part.owner }
  if ((part.mode & MASKS[right]) !== 0)
    return { state: 'gone', detail: `${user} may ${verb(right)} ${path} (mode ${octal(part)})`, facts }
  return {
    state: 'holds',
    detail: `${user} may not ${verb(right)} ${path} (mode ${octal(part)}, owner ${part.owner})`,
    facts,
  }
}

const verb = (right: string): string => (right.endsWith('r') ? 'read' : 'pass through')

const octal = ({ mode }: PathPart): string => (mode & 0o7777).toString(8)
