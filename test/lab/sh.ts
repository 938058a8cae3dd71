import { spawn } from 'node:child_process'

export interface Ran {
  /** Exit status; 128 + signal when it was killed. */
  code: number
  stdout: string
  stderr: string
  ms: number
}

export interface RunOptions {
  input?: string
  timeoutMs?: number
  signal?: AbortSignal | undefined
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Called with each piece of stderr as it comes. */
  onStderr?: (text: string) => void
}

/** A busy machine takes its time to hand over what an ended program has printed. */
const LAST_OUTPUT_WITHIN_MS = 1_000

/** Runs a program to its end and tells how it went; only a program that cannot be started throws. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [program = '', ...args] = argv
  const startedMs = performance.now()
  // A group of its own: Ctrl-C in the terminal must reach us alone, so that cleaning up is not cut off.
  const child = spawn(program, args, { env: options.env, cwd: options.cwd, stdio: 'pipe', detached: true })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
    options.onStderr?.(text)
  })
  child.stdin.on('error', () => {}) // it may end before it has read all of its input
  child.stdin.end(options.input ?? '')
  const kill = () => killGroup(child.pid)
  const timer = setTimeout(kill, options.timeoutMs ?? 60_000)
  options.signal?.addEventListener('abort', kill)
  return new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 137, ...output, ms: performance.now() - startedMs }))
    // 'close' waits for every holder of the pipes; a daemon that was started along may keep them, and then 'exit' has to do.
    child.once('exit', (code) =>
      setTimeout(
        () => resolve({ code: code ?? 137, ...output, ms: performance.now() - startedMs }),
        LAST_OUTPUT_WITHIN_MS,
      ).unref(),
    )
  }).finally(() => {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', kill)
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // gone already
  }
}

/** Like `run`, and throws when the program fails. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options)
  if (code === 0) return stdout
  const what = argv.join(' ').slice(0, 300)
  throw new Error(`exit ${code}: ${what}\n${`${stderr}\n${stdout}`.trim().slice(-2_000)}`)
}

/** A script of bash that stops at the first failing line. */
export const script = (text: string, options: RunOptions = {}): Promise<string> =>
  must(['bash', '-euo', 'pipefail', '-c', text], options)

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
