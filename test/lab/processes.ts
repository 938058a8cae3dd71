import { readFileSync } from 'node:fs'
import { sleep } from './sh.ts'

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  pid: number
  startTicks: string
}

export function identify(pid: number): ProcessId | undefined {
  const stat = statOf(pid)
  return stat && stat.state !== 'Z' ? { pid, startTicks: stat.startTicks } : undefined
}

export const isRunning = ({ pid, startTicks }: ProcessId): boolean => identify(pid)?.startTicks === startTicks

/** Kills the process if it is still the same one, and waits until it is gone. */
export async function killAndWait(id: ProcessId, timeoutMs = 5_000): Promise<void> {
  if (!isRunning(id)) return
  process.kill(id.pid, 'SIGKILL')
  const deadline = Date.now() + timeoutMs
  while (isRunning(id) && Date.now() < deadline) await sleep(10)
}

export function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`) ?? ''
  return text.split(' ').filter(Boolean).map(Number)
}

/** Whether the process is the first one of a PID namespace of its own. */
export const isInit = (pid: number): boolean => /^NSpid:\t\d+\t1$/m.test(read(`/proc/${pid}/status`) ?? '')

/** Whether something listens on the TCP port in the network namespace of the process. Looked up, so that no connection is made. */
export function listensOn(pid: number, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const tables = ['tcp', 'tcp6'].map((table) => read(`/proc/${pid}/net/${table}`) ?? '')
  return tables.some((text) => new RegExp(`^\\s*\\d+: [0-9A-F]+:${wanted} [0-9A-F:]+ 0A `, 'm').test(text))
}

function statOf(pid: number): { state: string; startTicks: string } | undefined {
  const text = read(`/proc/${pid}/stat`)
  // The name in parentheses may hold spaces, so the fields are counted from its end.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields && { state: fields[0] ?? '', startTicks: fields[19] ?? '' }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // the process is gone
  }
}
