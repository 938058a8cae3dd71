import type { Address } from '../../domain/address.ts'
import type { Proof } from '../../domain/diagnosis.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'
import { ageMs } from './recent-lines.ts'

/** One connection on which somebody tried to log in: all that sshd said while it served it. */
export interface Attempt {
  lines: LogLine[]
  accepted: boolean
  /** When, in seconds since 1970; NaN when its time cannot be read. */
  atS: number
  /** Whether it is young enough to be what the person complains of. */
  recent: boolean
}

/** A connection is served by one process; numbers come again only much later. */
const LONGEST_MS = 10 * 60_000
const RECENT_MS = 65 * 60_000

/** The newest attempt of the user from the address. User names in a log are chosen by strangers: lines are matched from end to end. */
export function lastAttempt(
  log: Answered<'sshd-log'>,
  user: string,
  address: Address,
  identity?: Answered<'identity'>,
): Attempt | undefined {
  const names = namingOf(user, address)
  const newest = log.lines.findLast(({ text }) => names.some((pattern) => pattern.test(text)))
  if (!newest) return undefined
  const lines = newest.pid === undefined ? [newest] : log.lines.filter((line) => isBeside(line, newest))
  // By the host's own clock; where nobody read it, by ours.
  const nowMs = Date.parse(identity?.now ?? log.at)
  const agoMs = identity ? ageMs(newest, identity) : nowMs - Date.parse(newest.at)
  return {
    lines,
    accepted: lines.some(({ text }) => text.startsWith('Accepted ') && names.some((pattern) => pattern.test(text))),
    atS: (nowMs - agoMs) / 1000,
    recent: Math.abs(agoMs) <= RECENT_MS,
  }
}

type Asked = Parameters<typeof failedAttempt>

/** The newest attempt, when it is of late: a log file may hold weeks, and what was wrong then may be mended. */
export function recentAttempt(...[log, user, address, identity]: Asked): Attempt | undefined {
  const attempt = log && address ? lastAttempt(log, user, address, identity) : undefined
  return attempt?.recent ? attempt : undefined
}

/** The newest attempt, when it is of late and failed. */
export function failedAttempt(
  log: Answered<'sshd-log'> | undefined,
  user: string,
  address: Address | undefined,
  identity: Answered<'identity'> | undefined,
): Attempt | undefined {
  const attempt = recentAttempt(log, user, address, identity)
  return attempt?.accepted ? undefined : attempt
}

/** The line of an attempt that says it, and its quote. */
export function saidIn(
  attempt: Attempt | undefined,
  log: Answered<'sshd-log'> | undefined,
  pattern: RegExp,
): { text: string; proof: Proof[] } | undefined {
  const line = attempt?.lines.find(({ text }) => pattern.test(text))
  if (!line || !log) return undefined
  return { text: line.text, proof: quoteOf(log, line.text) }
}

/** What sshd says while it serves a connection on which nothing is wrong but the key. A program for keys may fail for each that it does not know. */
const HARMLESS =
  /^(Connection from |Connection (closed|reset) by authenticating user |Disconnected from authenticating user |Failed publickey for |Failed none for |Received disconnect from |AuthorizedKeysCommand \/.* failed, status \d+$)/

/** Whether sshd ended the attempt without a reason. */
export const isSilent = ({ lines }: Attempt): boolean =>
  lines.every(({ text }) => HARMLESS.test(text)) &&
  lines.some(({ text }) => / authenticating user |^Failed publickey /.test(text))

export const quoteOf = (log: Answered<'sshd-log'>, text: string): Proof[] =>
  quoteLines(log, (line) => line.endsWith(`: ${text}`))
    .slice(0, 1)
    .map((proof) => ({ ...proof, quote: proof.quote.split('\n').at(-1) ?? '' }))

function isBeside(line: LogLine, { pid, tag, at }: LogLine): boolean {
  if (line.pid !== pid || line.tag !== tag) return false
  const apart = Math.abs(Date.parse(line.at) - Date.parse(at))
  return Number.isNaN(apart) || apart <= LONGEST_MS
}

/** sshd's own sentences about a user and an address. */
function namingOf(user: string, address: Address): RegExp[] {
  const who = literal(user)
  const from = `(?:::ffff:)?${literal(address)}`
  return [
    // A stranger's name that ends like this is followed by the stranger's own address: the same words come twice.
    `(?:Accepted|Failed|Partial|Postponed) [a-z0-9/-]+ for (?:invalid user )?${who} from ${from} port \\d+ ssh2(?:: (?!.* port \\d+ ssh2).*)?`,
    `(?:Connection (?:closed|reset) by|Disconnected from) (?:authenticating|invalid) user ${who} ${from} port \\d+`,
    `Disconnecting (?:authenticating|invalid) user ${who} ${from} port \\d+: (?!.* port \\d+: ).*`,
    `Invalid user ${who} from ${from} port \\d+`,
    `User ${who} from \\S+ not allowed because .*`,
    `(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?${who} from ${from} port \\d+ ssh2`,
  ].map((source) => new RegExp(`^${source}(?: \\[preauth\\])?$`))
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
