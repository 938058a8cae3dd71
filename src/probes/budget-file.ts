import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { budgetOver, CONNECTIONS, type Ledger, memoryLedger, waitMs } from './budget.ts'
import type { Budget } from './tools.ts'

/** A lock older than this was left by a process that died: nobody holds it for longer than a few milliseconds. */
const STALE_LOCK_MS = 2_000
const RETRY_LOCK_MS = 20

/**
 * A budget that all terminal runs of this user share, in the state directory. Where that cannot be written, each process keeps
 * its own count: a budget must not keep anybody from a diagnosis.
 */
export function fileBudget(
  folder = join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local/state'), 'ssh-medic/budget'),
): Budget {
  return budgetOver(firstThatWorks(fileLedger(folder), memoryLedger()))
}

function firstThatWorks(shared: Ledger, own: Ledger): Ledger {
  let works = true
  return {
    claim: async (key, now) => {
      try {
        if (works) return await shared.claim(key, now)
      } catch {
        works = false
      }
      return own.claim(key, now)
    },
  }
}

function fileLedger(folder: string): Ledger {
  return {
    claim: async (key, now) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = join(folder, createHash('sha256').update(key).digest('hex').slice(0, 32))
      const lock = `${file}.lock`
      if (!lockHeld(lock, now)) return RETRY_LOCK_MS
      try {
        return claim(file, now)
      } finally {
        removeIfThere(lock)
      }
    },
  }
}

function claim(file: string, now: number): number {
  const used = read(file)
  const ms = waitMs(used, now)
  if (ms > 0) return ms
  writeFileSync(`${file}.new`, JSON.stringify([...used, now].slice(-CONNECTIONS)))
  renameSync(`${file}.new`, file)
  return 0
}

/** Making a directory is atomic: whoever makes it holds the lock. Throws when nobody could, for want of permission or space. */
function lockHeld(lock: string, now: number): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (ageMs(lock, now) > STALE_LOCK_MS) removeIfThere(lock)
    return false
  }
}

function ageMs(path: string, now: number): number {
  return now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now)
}

function removeIfThere(lock: string): void {
  try {
    rmdirSync(lock)
  } catch {
    // Somebody else removed it first.
  }
}

/** A file that cannot be read counts as empty: a budget must not keep anybody from a diagnosis. */
function read(file: string): number[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(parsed) ? parsed.filter((at) => typeof at === 'number') : []
  } catch {
    return []
  }
}
