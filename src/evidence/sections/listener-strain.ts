import type { ListenerStrain } from '../../domain/inside/strain.ts'
import { lines, type Output, type Told } from '../section.ts'

/** How near a listener is to its limits. What cannot be read, or has no limit, is left out. */
export function strainOf(told: Told, pid: string, args: string): ListenerStrain {
  const startups = startupsOf(args)
  const files = filesOf(told.of(`limits:${pid}`), told.of(`fds:${pid}`))
  const tasks = tasksOf(told.of(`pids:${pid}`))
  return { ...(startups && { startups }), ...(files && { files }), ...(tasks && { tasks }) }
}

/** `sshd: /usr/sbin/sshd -D [listener] 2 of 10-100 startups` */
function startupsOf(args: string): ListenerStrain['startups'] {
  const [, now, begin, full] = /\[listener\] (\d{1,6}) of (\d{1,6})-(\d{1,6}) startups$/.exec(args.trim()) ?? []
  return now && begin && full ? { now: Number(now), begin: Number(begin), full: Number(full) } : undefined
}

/** `Max open files            1024                 524288               files` */
function filesOf(limits: Output | undefined, fds: Output | undefined): ListenerStrain['files'] {
  const limit = /^Max open files\s+(\d{1,10})\s/m.exec(limits?.output ?? '')?.[1]
  if (limit === undefined || fds?.exit !== 0) return undefined
  return { open: lines(fds).length, limit: Number(limit) }
}

/** `/sys/fs/cgroup/pids/x/pids.max:4`. A limit of `max` is none. */
function tasksOf(output: Output | undefined): ListenerStrain['tasks'] {
  const limit = fileValue(output, 'pids\\.max')
  const now = fileValue(output, 'pids\\.current')
  if (limit === undefined || now === undefined) return undefined
  return { now, limit, refused: fileValue(output, 'pids\\.events', 'max ') ?? 0 }
}

function fileValue(output: Output | undefined, file: string, key = ''): number | undefined {
  const value = new RegExp(`/${file}:${key}(\\d{1,19})$`, 'm').exec(output?.output ?? '')?.[1]
  return value === undefined ? undefined : Number(value)
}
