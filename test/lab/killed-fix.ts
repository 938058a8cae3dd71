import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import type { LabHost } from './host.ts'
import { attemptLogin } from './person.ts'
import { commandOf } from './product.ts'
import { timersOf } from './try-fix.ts'
import { until } from './until.ts'

const TIMER_S = 15

interface KilledFix {
  remedy: string
  args: Record<string, string>
  /** Prints something once the change is in force. */
  changed: string
  /** Prints all that the fix may change: as before, when the host has healed itself. */
  snapshot: string
}

/** Kills ssh-medic the moment that its change is in force, and sees the host take it back by itself. */
export async function killAndSeeHealed(host: LabHost, { remedy, args, changed, snapshot }: KilledFix): Promise<void> {
  appendFileSync(host.config, `timedUndoSeconds: ${TIMER_S}\n`)
  const before = await host.exec(snapshot)
  const pairs = Object.entries(args).map(([key, value]) => `${key}=${value}`)
  const { argv, options } = commandOf(host, ['fix', 'web-01', remedy, ...pairs, '--yes'])
  const [program = '', ...rest] = argv
  const child = spawn(program, rest, { ...options, stdio: 'ignore', detached: true })
  const ended = once(child, 'exit')
  await until(async () => (await host.tryExec(changed)).stdout !== '', `${remedy} never took effect`)
  process.kill(-Number(child.pid), 'SIGKILL')
  await ended

  if ((await timersOf(host)) === '') throw new Error('no timed undo was armed before the change')
  if ((await attemptLogin(host)).code !== 0) throw new Error('the change was to let the person in, and does not')
  await until(async () => (await host.exec(snapshot)) === before, 'the host did not take the change back')
  if ((await attemptLogin(host)).code === 0) throw new Error('the person still gets in after the timed undo')
}
