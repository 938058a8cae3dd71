import { z } from 'zod'
import { sshdPorts } from '../causes/reading/listening.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { mended, notToStart, unknown } from './served.ts'
import { START_AGAIN_GRANTS, startAgain, toStart } from './sshd-units.ts'

/** Where distributions have sshd lock its connections in. */
const FOLDERS = ['/run/sshd', '/var/empty', '/var/empty/sshd', '/usr/share/empty.sshd', '/var/lib/empty'] as const
const FOLDER = `(${FOLDERS.join('|').replaceAll('.', '[.]')})`

const args = z.strictObject({ path: z.enum(FOLDERS), start: toStart, port: portNumber })
type Args = z.infer<typeof args>

const make = (path: string): Argv => ['install', '-d', '-o', 'root', '-g', 'root', '-m', '755', path]

/** To undo it may lock people out: then the host makes the folder again, unless somebody got in by another way. */
export const privsepDir = defineRemedy<Args>({
  id: 'privsep-dir',
  title: 'Make the folder for sshd’s privilege separation',
  risk: 'safe',
  args,
  example: { path: '/run/sshd', start: 'none', port: '22' },
  trouble,
  about: ({ port }) => ({ port: Number(port) }),
  plan: ({ path, start }) => [make(path), ...startAgain(start)],
  undo: ({ path }) => [['rmdir', path]],
  rescue: ({ path }, direction) => (direction === 'undo' ? [make(path)] : undefined),
  grants: [
    { program: '/usr/bin/install', args: `-d -o root -g root -m 755 ${FOLDER}`, timed: true },
    { program: '/usr/bin/rmdir', args: FOLDER },
    ...START_AGAIN_GRANTS,
  ],
  caution: 'Whatever removed the folder may do so again: find it. What lies in /run is gone with the next boot.',
})

function trouble(evidence: Evidence, { path, start }: Args): State {
  const files = answerOf(evidence, 'server-files')
  if (!files) return unknown('nobody could look for the folder')
  const facts = { missing: files.missingFolder ?? null }
  if (files.missingFolder === undefined) return mended(evidence, start, `${path} is there`, facts)
  if (files.missingFolder !== path) return unknown(`sshd misses ${files.missingFolder}, and not ${path}`)
  const why = notToStart(evidence, start) ?? notNeeded(evidence, path, start)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `${path} is missing`, facts }
}

/** While systemd has sshd stopped there is no such folder, and at a start it makes its own. */
function notNeeded(evidence: Evidence, path: string, start: string): string | undefined {
  const listeners = answerOf(evidence, 'listeners')
  if (start === 'none')
    return listeners && sshdPorts(listeners).length > 0 ? undefined : `no sshd runs that would need ${path}`
  const made = answerOf(evidence, 'server-files')?.runtimeFolders.includes(path)
  return made ? `${start} makes ${path} itself` : undefined
}
