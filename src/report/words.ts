import type { Diagnosed, Finding } from '../domain/diagnosis.ts'

/** Whom the check was about, as a person would say it: `web-01 from 203.0.113.7 as deploy`. */
export function subjectOf({ evidence }: Diagnosed): string {
  const { host, client, user } = evidence
  return [host.name, client && `from ${client.address}`, user && `as ${user}`].filter(Boolean).join(' ')
}

const KEPT_OUT = {
  client: 'only this client',
  everybody: 'everybody',
  user: 'this user',
  vantage: 'this vantage, perhaps others',
} as const

/** Who is kept out, and since when, as far as the evidence tells. */
export function reachOf({ affects, since }: Finding): string | undefined {
  const parts = [affects && `Kept out: ${KEPT_OUT[affects]}.`, since && `Since ${since}.`].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : undefined
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
