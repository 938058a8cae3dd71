import { z } from 'zod'
import { isGoodCopy } from '../causes/reading/config-copies.ts'
import { configError } from '../causes/reading/config-error.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { mended, notToStart, unknown } from './served.ts'
import { START_AGAIN_GRANTS, startAgain, toStart } from './sshd-units.ts'

const FILE = '/etc/ssh/sshd_config([.]d/[A-Za-z0-9_-]+[.]conf)?'
const COPY = `(/usr/share/openssh/sshd_config|${FILE}(~|[.][a-z-]+))`

/** Beside the file, or the package’s own, which there is of the main file only. */
const isCopyOf = ({ file, from }: { file: string; from: string }): boolean =>
  from.startsWith('/usr/')
    ? file === '/etc/ssh/sshd_config'
    : from.startsWith(file) && /^(~|[.][a-z-]+)$/.test(from.slice(file.length))

const matching = (pattern: string, example: string) =>
  z
    .string()
    .max(128)
    .regex(new RegExp(`^${pattern}$`), example)

const args = z
  .strictObject({
    file: matching(FILE, 'such as /etc/ssh/sshd_config'),
    from: matching(COPY, 'such as /etc/ssh/sshd_config.bak'),
    start: toStart,
    port: portNumber,
  })
  .refine((given) => isCopyOf(given), 'from: a copy of that very file')
type Args = z.infer<typeof args>

const aside = (file: string): string => `${file}.ssh-medic`

/** A second name for the file, never over another: what is put in its place then is a file of its own. */
const keep = (file: string): Argv => ['ln', '-T', file, aside(file)]
const replace = ({ file, from }: Args): Argv => ['install', '-o', 'root', '-g', 'root', '-m', '644', '-T', from, file]
const putBack = (file: string): Argv => ['mv', '-f', '-T', aside(file), file]

/** To undo it puts the file back and stops nothing: sshd goes on with what it has read until it is started anew. */
export const sshdConfigRollback = defineRemedy<Args>({
  id: 'sshd-config-rollback',
  title: 'Go back to a file that sshd accepts',
  risk: 'dangerous',
  args,
  example: { file: '/etc/ssh/sshd_config', from: '/etc/ssh/sshd_config.bak', start: 'ssh.service', port: '22' },
  trouble,
  about: ({ port }) => ({ port: Number(port) }),
  plan: (args) => [keep(args.file), replace(args), ...startAgain(args.start)],
  undo: ({ file }) => [putBack(file)],
  rescue: ({ file }, direction) => (direction === 'do' ? [putBack(file)] : undefined),
  grants: [
    { program: '/usr/bin/ln', args: `-T ${FILE} ${FILE}[.]ssh-medic` },
    { program: '/usr/bin/install', args: `-o root -g root -m 644 -T ${COPY} ${FILE}` },
    { program: '/usr/bin/mv', args: `-f -T ${FILE}[.]ssh-medic ${FILE}`, timed: true },
    ...START_AGAIN_GRANTS,
  ],
  caution:
    'All that was changed in the file since that copy is gone, also what kept people out: who may log in, and by what. Compare both files first. Sessions that are open are not touched.',
})

function trouble(evidence: Evidence, { file, from, start }: Args): State {
  const config = answerOf(evidence, 'sshd-config')
  if (!config) return unknown('nobody could ask sshd about its configuration')
  const error = configError(config.complaint)
  if (!error) return mended(evidence, start, 'sshd accepts its configuration', { complaint: null })
  if (error.file !== file) return unknown(`the error is in ${error.file}, and not in ${file}: ${error.text}`)
  const copy = config.copies?.find(({ path }) => path === from)
  if (!copy || !isGoodCopy(copy)) return unknown(`${from} is no copy that sshd accepts and only root may write`)
  const why = notToStart(evidence, start)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `sshd refuses ${file}: ${error.text}`, facts: { complaint: error.text } }
}
