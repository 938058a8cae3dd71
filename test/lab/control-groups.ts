import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { sleep } from './sh.ts'

const ROOT = '/sys/fs/cgroup'
const GONE_WITHIN_MS = 2_000

/**
 * The control groups of one host, a folder for each hierarchy that systemd keeps its units in. Without them all hosts share
 * one tree: then a unit now and then fails to start, because another host has just removed the group of that name.
 */
export function makeGroups(host: string): string[] {
  const groups = groupsOf(host)
  for (const group of groups) mkdirSync(group, { recursive: true })
  return groups
}

/** Only empty groups can be removed, and the last process may still be on its way out. */
export async function removeGroups(host: string): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS
  for (const group of [...groupsOf(host), pidsGroupOf(host)])
    while (!removed(group) && Date.now() < deadline) await sleep(20)
}

function removed(group: string): boolean {
  if (!existsSync(group)) return true
  try {
    for (const entry of readdirSync(group, { withFileTypes: true }))
      if (entry.isDirectory() && !removed(join(group, entry.name))) return false
    rmdirSync(group)
    return true
  } catch {
    return false
  }
}

const nameOf = (host: string): string => `ssh-medic-lab-${host}`

const groupsOf = (host: string): string[] => hierarchies().map((own) => join(own, nameOf(host)))

/** Where the tasks of a host are limited: a hierarchy of its own, on cgroup v1 alone. */
export const PIDS = join(ROOT, 'pids')
export const pidsGroupOf = (host: string): string => join(PIDS, nameOf(host))

/** Where this process is in systemd's hierarchies: one on cgroup v2, and its own beside that on a machine of both versions. */
function hierarchies(): string[] {
  const mine = readFileSync('/proc/self/cgroup', 'utf8')
  return [
    [join(ROOT, 'systemd'), /^\d+:name=systemd:(.*)$/m] as const,
    [existsSync(join(ROOT, 'unified')) ? join(ROOT, 'unified') : ROOT, /^0::(.*)$/m] as const,
  ].flatMap(([mount, line]) => {
    const path = line.exec(mine)?.[1]
    return path === undefined || !existsSync(join(mount, 'cgroup.procs')) ? [] : [join(mount, path)]
  })
}
