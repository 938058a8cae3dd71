import type { Diagnosed, Finding } from '../domain/diagnosis.ts'
import type { Evidence } from '../domain/evidence.ts'
import { byHostsClock, dayAndTime } from '../domain/times.ts'

/** Whom the check was about, as a person would say it: `web-01 from 203.0.113.7 as deploy`. */
export function subjectOf({ evidence }: Diagnosed): string {
  const { host, client, user } = evidence
  return [host.name, client && `from ${client.address}`, user && `as ${user}`].filter(Boolean).join(' ')
}

/** Who is affected, and since when, as far as the evidence tells. */
export function reachOf({ affects, since }: Finding, { vantage, startedAt }: Evidence): string | undefined {
  const affected = {
    client: 'only this client',
    everybody: 'everybody',
    user: 'this user',
    unlisted: 'everybody whom no rule lets in',
    vantage: `${vantage}, and perhaps others`,
  }
  const parts = [affects && `Affected: ${affected[affects]}.`, since && sinceWords(since, startedAt)].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : undefined
}

/** A time with its zone is told in UTC, and as how long before the check; any other stands as the host told it. */
function sinceWords(since: string, startedAt: string): string {
  const at = /(Z|[+-]\d\d:?\d\d|UTC)$/.test(since)
    ? Date.parse(since.replace(/^[A-Z][a-z]{2} (?=\d{4}-)/, ''))
    : Number.NaN
  if (Number.isNaN(at)) return `Since ${byHostsClock(since)}.`
  const ms = Date.parse(startedAt) - at
  const before = ms < 1_000 ? '' : `, ${howLong(ms)} before this check`
  return `Since ${dayAndTime(new Date(at).toISOString())}${before}.`
}

/** In the largest unit that fits: nobody needs the minutes of a day. */
function howLong(ms: number): string {
  const units = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ] as const
  const [size, name] = units.find(([unit]) => ms >= unit) ?? [1_000, 'second']
  const count = Math.floor(ms / size)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** What people suspect first. */
const USUAL = [
  'fail2ban-ban',
  'ufw-deny',
  'sshd-stopped',
  'host-down-l2',
  'hostkey-changed',
  'user-not-allowed',
  'key-not-authorized',
  'tcp-wrappers-deny',
]

/** A long list of causes: the usual suspects by name, the rest by number: `ufw-deny, sshd-stopped and 61 more`. */
export function inShort(causes: readonly string[]): string {
  const named = USUAL.filter((id) => causes.includes(id))
  const shown = named.length > 0 ? named : causes.slice(0, USUAL.length)
  const rest = causes.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

/** What a healthy or undecided check has to say, in one or two sentences. */
export function conclusionOf({ evidence, diagnosis }: Diagnosed): string {
  const { host, client, vantage } = evidence
  if (diagnosis.verdict === 'undetermined') return `I cannot tell yet why. ${firstOpen({ evidence, diagnosis })}`
  const whom = client
    ? `nothing that I can see keeps ${client.address} out`
    : 'no client address was given, so no ban was judged'
  return `${vantage} got in on port ${host.port}, and ${whom}.`
}

function firstOpen({ diagnosis }: Diagnosed): string {
  const [open] = diagnosis.untested
  return open ? `What stands in the way: ${open.because}.` : ''
}
