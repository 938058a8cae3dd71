import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Part of util-linux, so it is on every Debian. */
const FLOCK = '/usr/bin/flock'

/**
 * Holds a lock while `work` runs. flock(1) holds it for us until its standard input ends: the kernel sees to that even when
 * this process is killed, so no lock outlives its holder.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true })
  const holder = spawn(FLOCK, ['-x', file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  try {
    await new Promise<void>((resolve, reject) => {
      holder.once('error', reject)
      holder.once('close', () => reject(new Error(`flock could not lock ${file}`)))
      holder.stdout.once('data', () => resolve())
    })
    return await work()
  } finally {
    holder.stdin.end()
    await ended
  }
}
