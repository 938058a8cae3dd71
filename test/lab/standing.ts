import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { releaseNumber, removeIdleBastion } from './bastion.ts'
import { removeGroups } from './control-groups.ts'
import { addressOf, BASTION, folderOf, netnsOf, RUN, routerNetnsOf } from './places.ts'
import { childrenOf, identify, isRunning, killAndWait, type ProcessId } from './processes.ts'
import { run } from './sh.ts'
import { undoOnBastion } from './vantage.ts'

/** What is on record of a host that stands: enough to take it down from another process, after a crash too. */
interface Standing {
  name: string
  number: number
  /** Who takes the host down. None: it stays until somebody says `down`. */
  owner?: ProcessId | undefined
  leader?: ProcessId | undefined
}

const live = new Set<string>()
const recordOf = (name: string) => join(folderOf(name), 'standing.json')

export function register(change: { name: string } & Partial<Standing>): void {
  const known = standingOf(change.name) ?? {}
  writeFileSync(recordOf(change.name), `${JSON.stringify({ ...known, ...change })}\n`)
  live.add(change.name)
}

export const forgetHost = (name: string): boolean => live.delete(name)

/** Leaves the host to itself: it stays up when this process ends. */
export function disown(name: string): void {
  register({ name, owner: undefined })
  live.delete(name)
}

/** Takes down every host of this process. */
export async function stopAllHosts(): Promise<void> {
  await Promise.all([...live].map(removeHost))
  live.clear()
  await removeIdleBastion()
}

export const hostNames = (): string[] =>
  existsSync(RUN) ? readdirSync(RUN).filter((name) => !name.startsWith('.')) : []

/** Takes down what runs left behind that were killed. */
export async function removeOrphans(): Promise<void> {
  const orphans = hostNames().filter((name) => {
    const owner = standingOf(name)?.owner
    return owner !== undefined && !isRunning(owner)
  })
  await Promise.all(orphans.map(removeHost))
}

/** Takes one host down, whatever state it is in. A polite halt would cost seconds, so its process 1 is killed. */
export async function removeHost(name: string): Promise<void> {
  const standing = standingOf(name)
  await killMachine(name, standing)
  await removeGroups(name)
  await undoOnBastion(folderOf(name))
  const disk = join(folderOf(name), 'disk')
  for (const mount of [join(disk, 'root'), disk]) await unmount(mount)
  for (const netns of [netnsOf(name), routerNetnsOf(name)])
    if (existsSync(`/run/netns/${netns}`)) await run(['ip', 'netns', 'delete', netns])
  // The cable's other end goes with its namespace, but only when the kernel gets to it; the next owner of the number must not wait.
  if (standing) await cutCables(standing.number)
  if (existsSync(disk) && (await isMounted(disk)))
    throw new Error(`${disk} is still mounted: umount it, then try again`)
  rmSync(folderOf(name), { recursive: true, force: true })
  if (standing) releaseNumber(standing.number)
}

async function cutCables(number: number): Promise<void> {
  for (const cable of [`host${number}`, `by${number}`]) await run(['ip', '-n', BASTION, 'link', 'delete', cable])
  // Through a router, where there was one: the next owner of the number may share the link.
  await run(['ip', '-n', BASTION, 'route', 'delete', `${addressOf(number)}/32`])
}

async function killMachine(name: string, standing: Standing | undefined): Promise<void> {
  const nspawn = nspawnOf(name)
  const leaders = nspawn ? childrenOf(nspawn.pid).flatMap((pid) => identify(pid) ?? []) : []
  const recorded = standing?.leader ? [standing.leader] : []
  for (const leader of [...recorded, ...leaders]) await killAndWait(leader)
  if (nspawn) await killAndWait(nspawn)
}

/** The nspawn process on record, unless its number belongs to somebody else by now. */
function nspawnOf(name: string): ProcessId | undefined {
  const file = join(folderOf(name), 'nspawn.pid')
  if (!existsSync(file)) return undefined
  const id = identify(Number(readFileSync(file, 'utf8')))
  if (!id) return undefined
  const command = readFileSync(`/proc/${id.pid}/cmdline`, 'utf8').split('\0')
  return command.includes(`--machine=${name}`) ? id : undefined
}

async function unmount(path: string): Promise<void> {
  if (!existsSync(path) || !(await isMounted(path))) return
  const { code } = await run(['umount', path])
  // Somebody's shell may stand in it: then it goes when they leave.
  if (code !== 0) await run(['umount', '--lazy', path])
}

const isMounted = async (path: string): Promise<boolean> => (await run(['mountpoint', '-q', path])).code === 0

function standingOf(name: string): Standing | undefined {
  try {
    return JSON.parse(readFileSync(recordOf(name), 'utf8')) as Standing
  } catch {
    return undefined // taken down before anything was on record
  }
}
