import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Orders end minutes after they were signed: a day is long enough to know them. */
const KEPT_MS = 86_400_000

/**
 * Which orders were begun here, whatever Redis says: after a failover it may have forgotten a claim, and gives the order
 * out again.
 */
export interface Begun {
  /** Notes that the order is begun: `first`, or already `here` in this process, or `before` by another one of this machine. */
  begin(orderId: string): 'first' | 'here' | 'before'
}

/** Known to this process alone. */
export function begunInMemory(): Begun {
  const known = new Set<string>()
  return {
    begin: (orderId) => {
      if (known.has(orderId)) return 'here'
      known.add(orderId)
      return 'first'
    },
  }
}

/** Known to all workers of this machine that share the folder, also after a restart. */
export function begunOnDisk(folder: string, onError: (error: Error) => void): Begun {
  const memory = begunInMemory()
  const usable = prepared(folder, onError)
  return {
    begin: (orderId) => {
      const own = memory.begin(orderId)
      return own === 'here' || !usable ? own : noted(folder, orderId, onError)
    },
  }
}

/** Under systemd its own directory for state, else the user's. */
export const stateFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env.STATE_DIRECTORY ?? join(env.XDG_STATE_HOME ?? join(homedir(), '.local/state'), 'ssh-medic')

function prepared(folder: string, onError: (error: Error) => void): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const file of readdirSync(folder)) forgetOld(join(folder, file))
    return true
  } catch (cause) {
    const todo =
      'let the worker write there (StateDirectory= under systemd), so that no order is begun twice after a crash'
    onError(new Error(`${folder} cannot be written: ${todo}`, { cause }))
    return false
  }
}

function forgetOld(file: string): void {
  if (Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file, { force: true })
}

/** A full disk here is no reason to change nothing: the host that is changed decides in the end who began first. */
function noted(folder: string, orderId: string, onError: (error: Error) => void): 'first' | 'before' {
  const file = join(folder, createHash('sha256').update(orderId).digest('hex'))
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 })
    return 'first'
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return 'before'
    onError(new Error(`${file} cannot be written, so a restart forgets that its order was begun`, { cause: error }))
    return 'first'
  }
}
