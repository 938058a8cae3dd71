import type { Shell } from '../access/shell.ts'
import { EVIDENCE_SAMPLES } from '../evidence/sudoers.ts'
import { askSudo, type SudoSays } from '../remedies/ask-sudo.ts'
import { deadManFor } from '../remedies/dead-man.ts'
import type { Argv, Remedy } from '../remedies/define.ts'
import { remedies } from '../remedies/index.ts'
import { quoteArgv } from '../remedies/quote-argv.ts'
import { listed, note, type Result, wrong } from './exam.ts'

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

/** What sudo does not let our login do on a host. Nothing is run there. */
export async function sudoOn(shell: Shell, host: string, user: string, signal: AbortSignal): Promise<Result[]> {
  const argvs = questions.map(({ argv }) => argv)
  return judge(await askSudo(shell, argvs, signal), host, user)
}

function judge(says: SudoSays, host: string, user: string): Result[] {
  const install = `Install on ${host} what \`ssh-medic sudoers --user ${user}\` prints (visudo -cf FILE, then /etc/sudoers.d/medic).`
  const little = 'little can be seen, and nothing mended'
  switch (says.mode) {
    case 'root':
      return []
    case 'no-sudo':
      return [wrong(`${host} has no sudo, and ${user} is not root: ${little}`, 'Install sudo there.')]
    case 'no-rules':
      return [wrong(`sudo on ${host} allows ${user} nothing: ${little}`, install)]
    case 'unknown':
      return [
        wrong(`${host} did not run our questions about sudo`, `ssh-medic check ${host} tells what is wrong there.`),
      ]
    case 'rules': {
      const refused = questions.filter((_, index) => says.answers[index] === 'refused')
      return [...unseen(refused, host, install), ...unmended(refused, host, user)]
    }
  }
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
