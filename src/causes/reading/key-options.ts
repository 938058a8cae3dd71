import { type Address, canonicalAddress, inNetwork } from '../../domain/address.ts'
import { matchesGlob } from '../../domain/glob.ts'
import type { AuthorizedKey } from '../../domain/inside/login.ts'

interface Visitor {
  address?: Address | undefined
  /** The host's clock, with its own offset. */
  now?: string | undefined
  /** UseDNS: sshd then also compares the name that the address resolves to. */
  byName: boolean
}

export interface OptionRefusal {
  option: 'from' | 'expiry-time'
  value: string
  certain: boolean
}

/** Why a key's own options refuse the visitor, if they do. */
export function refusedByOptions({ options }: AuthorizedKey, visitor: Visitor): OptionRefusal | undefined {
  const parsed = optionsOf(options)
  const expiry = parsed.find(({ name, value }) => name === 'expiry-time' && hasPassed(value, visitor.now))
  if (expiry) return { option: 'expiry-time', value: expiry.value, certain: true }
  const from = parsed.find(({ name }) => name === 'from')
  if (!from || visitor.address === undefined) return undefined
  const match = fromMatches(from.value.split(','), visitor.address, visitor.byName)
  return match === 'yes' ? undefined : { option: 'from', value: from.value, certain: match === 'no' }
}

/** `from="a,b",no-pty`: commas and blanks inside quotes belong to the value. */
export function optionsOf(text: string): { name: string; value: string }[] {
  return Array.from(text.matchAll(/([a-z0-9-]+)(?:="((?:[^"\\]|\\.)*)")?/gi), ([, name = '', value = '']) => ({
    name: name.toLowerCase(),
    value: value.replace(/\\"/g, '"'),
  }))
}

type Match = 'yes' | 'no' | 'unclear'

/** A pattern list of ssh_config(5): one negated match refuses, whatever else matches. */
function fromMatches(patterns: string[], address: Address, byName: boolean): Match {
  const found = patterns
    .map((pattern) => pattern.trim())
    .map((pattern) => ({ pattern, negated: pattern.startsWith('!') }))
  const matches = found.map(({ pattern, negated }) => ({
    negated,
    match: patternMatches(pattern.replace(/^!/, ''), address, byName),
  }))
  if (matches.some(({ negated, match }) => negated && match === 'yes')) return 'no'
  const doubtful = matches.some(({ match }) => match === 'unclear')
  if (matches.some(({ negated, match }) => !negated && match === 'yes')) {
    return matches.some(({ negated, match }) => negated && match === 'unclear') ? 'unclear' : 'yes'
  }
  return doubtful ? 'unclear' : 'no'
}

function patternMatches(pattern: string, address: Address, byName: boolean): Match {
  if (pattern.includes('/')) return inNetwork(address, pattern) ? 'yes' : 'no'
  if (canonicalAddress(pattern) === address || matchesGlob(address, pattern)) return 'yes'
  return byName && /[g-z*?]/i.test(pattern) ? 'unclear' : 'no'
}

/** YYYYMMDD[HHMM[SS]] by the host's clock, or in UTC with a Z at the end. */
function hasPassed(value: string, now: string | undefined): boolean {
  const [, year, month, day, hour = '00', minute = '00', second = '00', zulu] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z)?$/i.exec(value) ?? []
  if (!year || now === undefined) return false
  const offset = zulu ? 'Z' : (/(?:Z|[+-]\d\d:?\d\d)$/.exec(now)?.[0] ?? 'Z')
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`) < Date.parse(now)
}
