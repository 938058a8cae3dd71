import type { Shell } from '../access/shell.ts'
import type { Argv } from './define.ts'
import { quoteArgv } from './quote-argv.ts'

const PATIENCE_MS = 30_000
const MAX_BYTES = 65_536

/** What sudo says of each command, in their order; `absent` is a program that the host does not have. */
type SudoAnswer = 'allowed' | 'refused' | 'absent'
export type SudoSays =
  | { mode: 'rules'; answers: (SudoAnswer | undefined)[] }
  | { mode: 'root' | 'no-sudo' | 'no-rules' | 'unknown' }

/**
 * Asks a host's sudo whether our login may run these commands: it only lists them, nothing is run. One round trip. Whoever
 * sudo does not know at all is not asked about again and again, since each time is written to a log.
 */
export async function askSudo(shell: Shell, argvs: readonly Argv[], signal?: AbortSignal): Promise<SudoSays> {
  const patience = { timeoutMs: PATIENCE_MS, maxBytes: MAX_BYTES, ...(signal && { signal }) }
  const { stdout } = await shell.run('exec sh -s', { input: scriptFor(argvs), ...patience })
  const [mode = '', ...lines] = stdout.trim().split('\n')
  if (mode === 'root' || mode === 'no-sudo' || mode === 'no-rules') return { mode }
  return mode === 'rules' ? { mode, answers: answersIn(lines, argvs.length) } : { mode: 'unknown' }
}

const scriptFor = (argvs: readonly Argv[]) => `PATH=$PATH:/usr/sbin:/sbin
have() { command -v "$1" >/dev/null 2>&1; }
try() { n=$1; shift
  if ! have "$1"; then echo "$n absent"
  elif sudo -n -l "$@" </dev/null >/dev/null 2>&1; then echo "$n allowed"
  else echo "$n refused"; fi; }
if [ "$(id -u)" = 0 ]; then echo root
elif ! have sudo; then echo no-sudo
elif ! sudo -n -l </dev/null >/dev/null 2>&1; then echo no-rules
else echo rules
${argvs.map((argv, index) => `try ${index} ${quoteArgv(argv)}`).join('\n')}
fi
`

function answersIn(lines: readonly string[], count: number): (SudoAnswer | undefined)[] {
  const answers = new Map(
    lines.flatMap((line) => {
      const [, index, answer] = /^(\d+) (allowed|refused|absent)$/.exec(line) ?? []
      return index === undefined ? [] : [[Number(index), answer as SudoAnswer] as const]
    }),
  )
  return Array.from({ length: count }, (_, index) => answers.get(index))
}
