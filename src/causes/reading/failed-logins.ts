import type { Address } from '../../domain/address.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'

export interface FailedLogin {
  line: LogLine
  user: string
  key?: string
}

/**
 * sshd's own words around a name that the peer chose. They are matched from both ends: a name may hold " from 10.0.0.1 port 1".
 */
const FAILED = [
  /^Failed (?:password|publickey|keyboard-interactive\/pam|none) for (?:invalid user )?(?<user>.{0,256}) from (?<from>\S{1,64}) port \d{1,5}(?: ssh2)?(?:: (?<key>[A-Z0-9-]{2,32} SHA256:[A-Za-z0-9+/]{43}))?$/,
  /^Invalid user (?<user>.{0,256}) from (?<from>\S{1,64}) port \d{1,5}$/,
  /^(?:Connection (?:closed|reset) by|Disconnected from) (?:authenticating|invalid) user (?<user>.{0,256}) (?<from>\S{1,64}) port \d{1,5} \[preauth\]$/,
]

/** The failed logins from the client that the log of the last hour holds, in order. */
export function failuresOf(client: Address, log: Answered<'sshd-log'> | undefined): FailedLogin[] {
  return (log?.lines ?? []).flatMap((line) => {
    const found = FAILED.map((form) => form.exec(line.text)?.groups).find((groups) => groups !== undefined)
    if (found?.from !== client) return []
    return [{ line, user: found.user ?? '', ...(found.key && { key: found.key }) }]
  })
}

/** `deploy and root fail to log in`: the names, most frequent first, and the key where the log tells it. */
export function whoFails(failures: readonly FailedLogin[]): string {
  const counts = new Map<string, number>()
  for (const { user } of failures) counts.set(plain(user), (counts.get(plain(user)) ?? 0) + 1)
  const names = [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name)
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  const key = failures.findLast((failure) => failure.key)?.key
  return `${names.slice(0, 3).join(', ')}${more} ${names.length > 1 ? 'fail' : 'fails'} to log in${key ? ` with the key ${key}` : ''}`
}

/** A name as it may stand in a sentence; the quote shows what was really sent. */
const plain = (user: string): string => (/^[A-Za-z0-9._-]{1,32}$/.test(user) ? user : 'a strange name')
