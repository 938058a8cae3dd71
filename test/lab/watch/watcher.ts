import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { WatcherSettings } from './on-bastion.ts'

const PROGRAM = join(import.meta.dirname, 'on-bastion.ts')

/** Starts a worker in a network namespace, as on a bastion of its own. Returns how to end it; it ends with this process, too. */
export async function startWatcherIn(netns: string, settings: WatcherSettings): Promise<() => Promise<void>> {
  const node = [process.execPath, ...process.execArgv, PROGRAM]
  // A group of its own: Ctrl-C in the terminal must reach us alone.
  const child = spawn('ip', ['netns', 'exec', netns, ...node], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  })
  const ended = once(child, 'exit')
  child.send(settings)
  const first = await Promise.race([once(child, 'message'), ended.then(() => undefined)])
  if (!first) throw new Error(`the worker in ${netns} ended before it was ready`)
  return async () => {
    if (child.connected) child.disconnect()
    await ended
  }
}
