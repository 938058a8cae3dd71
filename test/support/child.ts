import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a TypeScript file in a process of its own. What it complains of is shown. */
export const startChild = (file: URL, args: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', file.pathname, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })

/** Ends it at once, without a chance to clean up. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
