import type { Address } from '../../domain/address.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'

/** A line of sshd about a client with which it had nothing in common, while no later login from there worked. */
interface Disagreement {
  line: LogLine
  what: string
  /** What the client offered. */
  offer: string
  agoMs: number
}

/** What was true so short a time ago is still true, unless a login has worked since. */
export const FRESH_MS = 15 * 60_000

/** The last time that sshd told this client that they have nothing in common. */
export function lastDisagreement(
  { lines }: Answered<'sshd-log'>,
  address: Address,
  now: string,
): Disagreement | undefined {
  const refusals = lines.flatMap((line) => {
    const [, peer, what, offer] = DISAGREED.exec(line.text) ?? []
    return peer === address && what && offer ? [{ line, what, offer: offer.replace(/ \[preauth\]$/, '') }] : []
  })
  const last = refusals.at(-1)
  if (!last || lines.slice(lines.indexOf(last.line)).some(({ text }) => ACCEPTED.exec(text)?.[1] === address))
    return undefined
  return { ...last, agoMs: Date.parse(now) - Date.parse(last.line.at) }
}

const DISAGREED =
  /^(?:fatal: )?Unable to negotiate with (?:::ffff:)?([0-9a-f.:]+) port \d+: no matching ([a-zA-Z ]{3,40}) found\. Their offer: (\S+(?: \[preauth\])?)$/
/** The address stands behind the last "from": a user cannot be called so. */
const ACCEPTED = /^Accepted \S+ for \S+ from (?:::ffff:)?([0-9a-f.:]+) port \d+/

/** Names of a list, cut to what a sentence bears. */
export const some = (names: string[], most = 6): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ')
