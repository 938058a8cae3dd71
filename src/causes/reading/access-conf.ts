import { type Address, canonicalAddress, inNetwork } from '../../domain/address.ts'
import type { AccessRule } from '../../domain/inside/account.ts'

interface Person {
  user: string
  groups: { all: readonly string[] /** Those that a name without brackets may mean. */; bare: readonly string[] }
  /** Undefined when nobody said from where the person comes. */
  address: Address | undefined
}

export type AccessVerdict = { access: 'allowed' } | { access: 'denied' | 'unclear'; rule: AccessRule }

type Match = 'yes' | 'no' | 'unclear'

/** Walks access.conf(5) as pam_access does: the first rule that fits user and origin decides; where none fits, it allows. */
export function accessVerdict(rules: readonly AccessRule[], person: Person): AccessVerdict {
  let doubt: AccessRule | undefined
  for (const rule of rules) {
    const match = ruleMatches(rule, person)
    if (match === 'yes') return decided(rule, doubt)
    if (match === 'unclear') doubt ??= rule
  }
  return doubt && !doubt.allow ? { access: 'unclear', rule: doubt } : { access: 'allowed' }
}

/** An earlier rule that may fit, and says otherwise, leaves the later one's word open. */
function decided(rule: AccessRule, doubt: AccessRule | undefined): AccessVerdict {
  if (doubt && doubt.allow !== rule.allow) return { access: 'unclear', rule: doubt }
  return rule.allow ? { access: 'allowed' } : { access: 'denied', rule }
}

function ruleMatches({ users, origins }: AccessRule, { user, groups, address }: Person): Match {
  const who = listMatches(words(users), (token) => userMatches(token, user, groups))
  if (who === 'no') return 'no'
  const where = listMatches(words(origins), (token) => originMatches(token, address))
  if (where === 'no') return 'no'
  return who === 'yes' && where === 'yes' ? 'yes' : 'unclear'
}

const words = (list: string): string[] => list.split(/[\s,]+/).filter((word) => word !== '')

/** `a EXCEPT b EXCEPT c` is `a` without (`b` without `c`). */
function listMatches(list: string[], matches: (token: string) => Match): Match {
  const except = list.findIndex((word) => word.toUpperCase() === 'EXCEPT')
  const included = best((except < 0 ? list : list.slice(0, except)).map(matches))
  if (except < 0 || included === 'no') return included
  const excluded = listMatches(list.slice(except + 1), matches)
  if (excluded === 'yes') return 'no'
  return excluded === 'unclear' ? 'unclear' : included
}

function best(matches: Match[]): Match {
  if (matches.includes('yes')) return 'yes'
  return matches.includes('unclear') ? 'unclear' : 'no'
}

function userMatches(token: string, user: string, groups: Person['groups']): Match {
  if (/^all$/i.test(token)) return 'yes'
  const [, group] = /^\((.+)\)$/.exec(token) ?? []
  if (group !== undefined) return groups.all.includes(group) ? 'yes' : 'no'
  // A netgroup, or a user at one of the host's own names.
  if (token.includes('@')) return token.startsWith('@') || token.startsWith(`${user}@`) ? 'unclear' : 'no'
  return token.toLowerCase() === user.toLowerCase() || groups.bare.includes(token) ? 'yes' : 'no'
}

/** sshd hands PAM the client's address; a login from afar is never LOCAL, nor on a terminal of the host. */
function originMatches(token: string, address: Address | undefined): Match {
  if (/^all$/i.test(token)) return 'yes'
  if (/^(local|none|cron|crond|:\d+|tty\w*|pts\/.*|\/dev\/.*)$/i.test(token)) return 'no'
  if (address === undefined) return 'unclear'
  if (/^\d+(\.\d+){0,2}\.$/.test(token)) return address.startsWith(token) ? 'yes' : 'no'
  const [base = ''] = token.split('/')
  if (canonicalAddress(base)) return inNetwork(address, token) ? 'yes' : 'no'
  // Names, domains and netgroups: the host's resolver has the word.
  return 'unclear'
}
