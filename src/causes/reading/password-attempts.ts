import type { Address } from '../../domain/address.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { isYounger } from './recent-lines.ts'

interface Who {
  user: string
  client: Address
}

/** Older ones tell of an earlier evening, not of the login that fails now. */
const RECENT_MS = 15 * 60_000

/**
 * The passwords of this user from this address that sshd refused of late, and nothing let in since. sshd's own words stand
 * first in the line, so that a user name which an attacker chose cannot pass for them.
 */
export function refusedPasswords(
  log: Answered<'sshd-log'>,
  who: Who,
  identity: Answered<'identity'>,
): readonly LogLine[] {
  const lines = log.lines.filter((line) => isYounger(line, identity, RECENT_MS))
  const lastIn = lines.findLastIndex(({ text }) => isBy(text, /^Accepted [a-z/-]{1,40} for /, who))
  return lines
    .slice(lastIn + 1)
    .filter(({ text }) => isBy(text, /^Failed (password|keyboard-interactive\/pam) for /, who))
}

function isBy(text: string, begins: RegExp, { user, client }: Who): boolean {
  const [head] = begins.exec(text) ?? []
  return head !== undefined && text.slice(head.length).startsWith(`${user} from ${client} port `)
}
