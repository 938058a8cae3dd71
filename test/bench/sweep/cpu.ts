import { readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second, whatever its clock does. */
const MS_PER_TICK = 10

/** The processor time (ms) that a process has used since it began, all of its threads together. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The program's name stands in brackets, and may hold anything: what is counted comes after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [fields[11], fields[12]].map(Number)
  return ((user ?? 0) + (system ?? 0)) * MS_PER_TICK
}

/** The memory (MB) that a process holds now, and the most that it ever held. */
export function memoryMbOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1_024
  return { now: mb('VmRSS'), most: mb('VmHWM') }
}
