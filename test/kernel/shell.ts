import { spawn } from 'node:child_process'
import { inNamespace } from './sockets.ts'

export interface Shell {
  /** Runs commands until the first that fails: its exit status, and all that they said. */
  run: (commands: string) => Promise<{ code: number; stdout: string; stderr: string }>
  close: () => void
}

const END = '#### end of what was run'
const LONGEST_RUN_MS = 120_000

/** One shell in that network namespace for all commands: a process of its own for each would cost more than what it runs. */
export function shellIn(namespace: string): Shell {
  // A group of its own: Ctrl-C in the terminal must reach us alone, so that cleaning up is not cut off.
  const shell = inNamespace(namespace, () => spawn('sh', [], { stdio: 'pipe', detached: true }))
  const said = { stdout: '', stderr: '' }
  let heard = () => {}
  for (const stream of ['stdout', 'stderr'] as const)
    shell[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
      heard()
    })
  const gone = new Promise<never>((_, reject) => {
    shell.once('error', reject)
    shell.once('exit', (code) => reject(new Error(`the shell of ${namespace} has ended: ${code}\n${said.stderr}`)))
  })
  gone.catch(() => {})
  shell.stdin.on('error', () => {})

  const ended = () =>
    new Promise<void>((resolve) => {
      heard = () => said.stdout.includes(END) && said.stderr.includes(END) && resolve()
      heard()
    })

  return {
    run: async (commands) => {
      Object.assign(said, { stdout: '', stderr: '' })
      const timer = setTimeout(() => shell.kill('SIGKILL'), LONGEST_RUN_MS)
      shell.stdin.write(`(set -eu\n${commands}\n) </dev/null\necho '${END}' $?; echo '${END}' >&2\n`)
      await Promise.race([ended(), gone]).finally(() => clearTimeout(timer))
      const [stdout = '', code] = said.stdout.split(END)
      return { code: Number(code), stdout, stderr: said.stderr.split(END)[0] ?? '' }
    },
    close: () => shell.stdin.end(),
  }
}
