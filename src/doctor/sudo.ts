import type { Shell } from '../access/shell.ts'
import { EVIDENCE_SAMPLES } from '../evidence/sudoers.ts'
import { deadManFor } from '../remedies/dead-man.ts'
import type { Argv, Remedy } from '../remedies/define.ts'
import { remedies } from '../remedies/index.ts'
import { quoteArgv } from '../remedies/quote-argv.ts'
import { listed, note, type Result, wrong } from './exam.ts'

const PATIENCE_MS = 30_000
const MAX_BYTES = 65_536
/** As long as any timed undo waits: only the number of its digits matters to sudo. */
const SOME_SECONDS = 180

/** What is asked of sudo: a command by example, and what it is for. */
interface Question {
  of: 'evidence' | Remedy
  argv: Argv
}

const questions: readonly Question[] = [
  ...EVIDENCE_SAMPLES.map((argv) => ({ of: 'evidence' as const, argv })),
  ...remedies.flatMap((remedy) => argvsOf(remedy).map((argv) => ({ of: remedy, argv }))),
]

/** All that one remedy runs as root: what it does, its undo, and the timed undo around it. */
function argvsOf(remedy: Remedy): Argv[] {
  const { example } = remedy
  const rescue = remedy.rescue?.(example, 'do')
  const timed = { afterS: SOME_SECONDS, orderId: 'doctor', login: 'root', systemd: true }
  const armed = rescue ? deadManFor({ argvs: rescue, ...timed }).arm : []
  return [...remedy.plan(example), ...(remedy.undo?.(example) ?? []), ...armed]
}

/**
 * Asks sudo itself, which only lists: nothing is run. One round trip. A program that the host does not have is not asked
 * about; and whoever sudo does not know at all is not asked about twice, since that is written to a log.
 */
const script = `PATH=$PATH:/usr/sbin:/sbin
have() { command -v "$1" >/dev/null 2>&1; }
try() { n=$1; shift
  if ! have "$1"; then echo "$n absent"
  elif sudo -n -l "$@" </dev/null >/dev/null 2>&1; then echo "$n allowed"
  else echo "$n refused"; fi; }
if [ "$(id -u)" = 0 ]; then echo root
elif ! have sudo; then echo no-sudo
elif ! sudo -n -l </dev/null >/dev/null 2>&1; then echo no-rules
else echo rules
${questions.map(({ argv }, index) => `try ${index} ${quoteArgv(argv)}`).join('\n')}
fi
`

/** What sudo lets our login do on a host; undefined when nothing is missing. */
export async function sudoOn(shell: Shell, host: string, user: string, signal: AbortSignal): Promise<Result[]> {
  const { stdout } = await shell.run('exec sh -s', {
    input: script,
    timeoutMs: PATIENCE_MS,
    maxBytes: MAX_BYTES,
    signal,
  })
  return judgeSudo(stdout, host, user)
}

/** Pure: what the answers mean. */
export function judgeSudo(stdout: string, host: string, user: string): Result[] {
  const [mode = '', ...lines] = stdout.trim().split('\n')
  const install = `Install on ${host} what \`ssh-medic sudoers --user ${user}\` prints (visudo -cf FILE, then /etc/sudoers.d/medic).`
  if (mode === 'root') return []
  if (mode === 'no-sudo')
    return [
      wrong(
        `${host} has no sudo, and ${user} is not root: little can be seen, and nothing mended`,
        'Install sudo there.',
      ),
    ]
  if (mode === 'no-rules')
    return [wrong(`sudo on ${host} allows ${user} nothing: little can be seen, and nothing mended`, install)]
  if (mode !== 'rules')
    return [wrong(`${host} did not run our questions about sudo`, `ssh-medic check ${host} tells what is wrong there.`)]
  const refused = lines.flatMap((line) => {
    const [, index, answer] = /^(\d+) (allowed|refused|absent)$/.exec(line) ?? []
    const question = questions[Number(index)]
    return question && answer === 'refused' ? [question] : []
  })
  return [...unseen(refused, host, install), ...unmended(refused, host, user)]
}

function unseen(refused: readonly Question[], host: string, install: string): Result[] {
  const commands = refused.flatMap(({ of, argv }) => (of === 'evidence' ? [quoteArgv(argv)] : []))
  return commands.length === 0
    ? []
    : [wrong(`sudo on ${host} refuses what a check asks: ${listed(commands, 4)}`, install)]
}

/** A team may leave remedies out on purpose; all of them, hardly. */
function unmended(refused: readonly Question[], host: string, user: string): Result[] {
  const ids = [...new Set(refused.flatMap(({ of }) => (of === 'evidence' ? [] : [of.id])))]
  if (ids.length === 0) return []
  const needing = remedies.filter(({ grants }) => grants.length > 0).length
  const what = `sudo on ${host} refuses ${ids.length >= needing ? 'every remedy' : `${ids.length} of ${needing} remedies: ${listed(ids)}`}`
  const mend = `If that is not on purpose: install there what \`ssh-medic sudoers --user ${user}\` prints.`
  return ids.length >= needing ? [wrong(what, mend)] : [note(what, mend)]
}
