import type { Proof } from '../../domain/diagnosis.ts'
import type { AuthorizedKey, KeyFile, PathPart } from '../../domain/inside/login.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

export type UserKeys = Answered<'user-keys'>

/** What sshd makes of a file of keys, in the order that it looks: can it be opened as the user, is it safe, does it hold a key? */
export type FileVerdict = { file: KeyFile } & (
  | { verdict: 'missing' | 'empty' | 'usable' | 'unknown' }
  | { verdict: 'unreadable' | 'unsafe'; part: PathPart; certain: boolean }
)

/** What is known of the user and of sshd beside the files themselves. */
export interface Circumstances {
  groups: readonly string[]
  strict: boolean
  /** Debian's sshd lets a group write that has nobody in it but the user. */
  ownGroupMayWrite: boolean
}

export const verdictsOn = (keys: UserKeys, circumstances: Circumstances): FileVerdict[] =>
  keys.files.map((file) => verdictOn(file, keys, circumstances))

function verdictOn(file: KeyFile, keys: UserKeys, circumstances: Circumstances): FileVerdict {
  if (file.state === 'missing') return { file, verdict: 'missing' }
  const closed = file.parts.find((part) => !mayPass(part, part.path === file.path, keys, circumstances.groups))
  if (closed) return { file, verdict: 'unreadable', part: closed, certain: !mayHaveList(closed, file) }
  if (file.state !== 'read') return { file, verdict: 'unknown' }
  const unsafe = circumstances.strict ? unsafePart(file, keys, circumstances) : undefined
  if (unsafe) return { file, verdict: 'unsafe', part: unsafe, certain: true }
  return { file, verdict: file.keys.length > 0 ? 'usable' : 'empty' }
}

/** Whether the user may go through a folder, or read the file. */
function mayPass(part: PathPart, isFile: boolean, { uid }: UserKeys, groups: readonly string[]): boolean {
  if (uid === 0) return true
  const wanted = isFile ? 4 : 1
  const shift = part.uid === uid ? 6 : groups.includes(part.group) ? 3 : 0
  return ((part.mode >> shift) & wanted) !== 0
}

/** An access list shows as rights of the group; it may let the user in where the mode does not. */
const mayHaveList = (part: PathPart, file: KeyFile): boolean =>
  ((part.mode >> 3) & (part.path === file.path ? 4 : 1)) !== 0

/** sshd's safe_path(): the file and each folder above it, up to the home directory where it lies inside. */
function unsafePart(file: KeyFile, keys: UserKeys, circumstances: Circumstances): PathPart | undefined {
  for (const part of [...file.parts].reverse()) {
    if (!isSafe(part, keys, circumstances)) return part
    if (part.path === keys.realHome) return undefined
  }
  return undefined
}

function isSafe(part: PathPart, keys: UserKeys, { ownGroupMayWrite }: Circumstances): boolean {
  if (part.uid !== 0 && part.uid !== keys.uid) return false
  if ((part.mode & 0o002) !== 0) return false
  return (part.mode & 0o020) === 0 || (ownGroupMayWrite && isOwnGroup(part, keys))
}

/** Whether the user, and nobody else, is in the group that may write. */
function isOwnGroup({ gid }: PathPart, { user, writers }: UserKeys): boolean {
  const group = writers.find((one) => one.gid === gid)
  if (!group) return false
  const members = [...group.listed, ...group.primary]
  return members.length > 0 && members.every((name) => name === user)
}

/** Distributions whose sshd is known to be without Debian's change. */
const UNCHANGED = /^(rhel|centos|fedora|almalinux|rocky|ol|amzn|sles|sled|opensuse.*|arch|alpine)$/

export function circumstancesOf(
  effective: Record<string, string[]>,
  account: Answered<'account'> | undefined,
  identity: Answered<'identity'> | undefined,
): Circumstances {
  return {
    groups: account?.groups ?? [],
    strict: effective.strictmodes?.[0] !== 'no',
    ownGroupMayWrite: !UNCHANGED.test(identity?.os.id ?? ''),
  }
}

/** Whether the fingerprints are those of every key: ssh-keygen may have failed, or its list of a big file been cut. */
export const knowsAllKeys = ({ files }: UserKeys): boolean =>
  files.every(({ keys, fingerprints }) => fingerprints.length >= keys.length)

/** Whether keys may come from elsewhere than from files. */
export const hasOtherKeys = (effective: Record<string, string[]>): boolean =>
  ['authorizedkeyscommand', 'trustedusercakeys'].some((name) => (effective[name]?.[0] ?? 'none') !== 'none')

/** Whether a path is the user's own to have: the home directory and what lies in it. */
export const isInHome = (path: string, { home, realHome = home }: UserKeys): boolean =>
  path === realHome || path.startsWith(`${realHome}/`)

export const octal = ({ mode }: PathPart): string => mode.toString(8).padStart(3, '0')

/** What `stat` said of one path: its own line, or that it is not there. */
export const quotePath = (keys: UserKeys, path: string): Proof[] =>
  quoteLines(
    keys,
    (line) => line.endsWith(`|${path}`) || (/^stat: .*No such file/.test(line) && line.includes(`'${path}'`)),
  )
    .slice(0, 1)
    .map((proof) => ({ ...proof, quote: proof.quote.split('\n')[0] ?? '', command: `stat ${path}` }))

/** One line of authorized_keys, up to the key itself. */
export const quoteKey = (keys: UserKeys, { path }: KeyFile, { line, text }: AuthorizedKey): Proof[] =>
  quoteLines(keys, (printed, { command }) => command.endsWith(` ${path}`) && printed === `${line}:${text}`).slice(0, 1)

/** The fingerprints that ssh-keygen prints of all files. */
export const quoteKeys = (keys: UserKeys): Proof[] =>
  quoteLines(keys, (line, { command }) => /(^| )ssh-keygen -lf /.test(command) && / SHA256:/.test(line))
