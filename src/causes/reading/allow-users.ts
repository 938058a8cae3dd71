import { type Address, inNetwork } from '../../domain/address.ts'
import { matchesGlob } from '../../domain/glob.ts'

interface Login {
  user: string
  groups: string[]
  address?: Address | undefined
}

export interface Refusal {
  /** The keyword as `sshd -T` prints it. */
  directive: string
  /** The keyword as people write it. */
  name: string
  why: string
  /** False when a pattern names hosts by name, or the client's address is not known. */
  certain: boolean
}

type Match = 'yes' | 'no' | 'unclear'

/** What sshd's allowed_user() decides, in its order: DenyUsers, AllowUsers, DenyGroups, AllowGroups. */
export function refusalOf(config: Record<string, string[]>, login: Login): Refusal | undefined {
  const byUser = (pattern: string) => userMatches(pattern, login)
  const isOf = (pattern: string) => (login.groups.some((group) => matchesGlob(group, pattern)) ? 'yes' : 'no')
  const mayBeOf = (pattern: string) => groupMatches(pattern, login.groups)
  return (
    denied(config, 'denyusers', 'DenyUsers', byUser, 'it is listed in DenyUsers') ??
    notAllowed(config, 'allowusers', 'AllowUsers', byUser, 'it is not listed in AllowUsers') ??
    denied(config, 'denygroups', 'DenyGroups', isOf, 'one of its groups is listed in DenyGroups') ??
    notAllowed(config, 'allowgroups', 'AllowGroups', mayBeOf, 'none of its groups is listed in AllowGroups')
  )
}

type Matches = (pattern: string) => Match
type Config = Record<string, string[]>

function denied(config: Config, directive: string, name: string, matches: Matches, why: string): Refusal | undefined {
  const match = best(patterns(config, directive).map(matches))
  return match === 'no' ? undefined : { directive, name, why, certain: match === 'yes' }
}

function notAllowed(
  config: Config,
  directive: string,
  name: string,
  matches: Matches,
  why: string,
): Refusal | undefined {
  const list = patterns(config, directive)
  if (list.length === 0) return undefined
  const match = best(list.map(matches))
  return match === 'yes' ? undefined : { directive, name, why, certain: match === 'no' }
}

/** `sshd -T` prints one line a pattern, or several patterns on a line. */
const patterns = (config: Config, directive: string) =>
  (config[directive] ?? []).flatMap((value) => value.split(/\s+/)).filter(Boolean)

function best(matches: Match[]): Match {
  if (matches.includes('yes')) return 'yes'
  return matches.includes('unclear') ? 'unclear' : 'no'
}

/** The longest name of a group, in words, that is put together again. */
const WORDS = 5

/** `id` parts groups by blanks, which names of a directory may hold: "domain admins" comes as two, and `domain?admins` fits it. */
function groupMatches(pattern: string, groups: string[]): Match {
  if (groups.some((group) => matchesGlob(group, pattern))) return 'yes'
  const joined = groups.flatMap((_, from) =>
    Array.from({ length: WORDS - 1 }, (_unused, more) => groups.slice(from, from + more + 2).join(' ')),
  )
  return joined.some((name) => matchesGlob(name, pattern)) ? 'unclear' : 'no'
}

/** USER or USER@HOST, where HOST is a pattern, an address or a network (ssh_config(5) PATTERNS). */
function userMatches(pattern: string, { user, address }: Login): Match {
  const at = pattern.lastIndexOf('@')
  if (at < 0) return matchesGlob(user, pattern) ? 'yes' : 'no'
  if (!matchesGlob(user, pattern.slice(0, at))) return 'no'
  return hostMatches(pattern.slice(at + 1), address)
}

function hostMatches(pattern: string, address: Address | undefined): Match {
  if (pattern === '*') return 'yes'
  if (address === undefined) return 'unclear'
  if (pattern.includes('/')) return inNetwork(address, pattern) ? 'yes' : 'no'
  if (matchesGlob(address, pattern)) return 'yes'
  // A pattern with letters may match the name that the client's address resolves to on the host.
  return /[g-z]/i.test(pattern) ? 'unclear' : 'no'
}
