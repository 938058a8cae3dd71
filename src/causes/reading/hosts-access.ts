import { type Address, canonicalAddress, inNetwork } from '../../domain/address.ts'
import type { HostsAccessRule } from '../../domain/inside.ts'

export type AccessVerdict = { access: 'allowed' } | { access: 'denied' | 'unclear'; rule: HostsAccessRule }

type Match = 'yes' | 'no' | 'unclear'

/** Walks hosts.allow, then hosts.deny, as hosts_access(5) says: the first rule that matches decides; none allows. */
export function hostsAccessVerdict(rules: HostsAccessRule[], client: Address): AccessVerdict {
  let doubt: HostsAccessRule | undefined
  for (const rule of inOrder(rules)) {
    const match = ruleMatches(rule, client)
    if (match === 'yes') return decided(rule, doubt)
    if (match === 'unclear') doubt ??= rule
  }
  return doubt && denies(doubt) ? { access: 'unclear', rule: doubt } : { access: 'allowed' }
}

/** An earlier rule that may match, and says otherwise, leaves the later one's word open. */
function decided(rule: HostsAccessRule, doubt: HostsAccessRule | undefined): AccessVerdict {
  if (doubt && denies(doubt) !== denies(rule)) return { access: 'unclear', rule: denies(rule) ? rule : doubt }
  return denies(rule) ? { access: 'denied', rule } : { access: 'allowed' }
}

const inOrder = (rules: HostsAccessRule[]) => [
  ...rules.filter(({ file }) => file === 'hosts.allow'),
  ...rules.filter(({ file }) => file === 'hosts.deny'),
]

function denies({ file, options }: HostsAccessRule): boolean {
  const words = options.map((option) => option.trim().toLowerCase())
  if (words.includes('deny')) return true
  return file === 'hosts.deny' && !words.includes('allow')
}

function ruleMatches({ daemons, clients }: HostsAccessRule, client: Address): Match {
  if (listMatches(daemons, (pattern) => (/^(sshd|all)$/i.test(pattern) ? 'yes' : 'no')) === 'no') return 'no'
  return listMatches(clients, (pattern) => clientMatches(pattern, client))
}

/** A list with EXCEPT, which binds to the right: `a EXCEPT b EXCEPT c` is `a` without (`b` without `c`). */
function listMatches(list: string[], matches: (pattern: string) => Match): Match {
  const except = list.findIndex((word) => word.toUpperCase() === 'EXCEPT')
  const included = best((except < 0 ? list : list.slice(0, except)).map(matches))
  if (except < 0 || included === 'no') return included
  const excluded = listMatches(list.slice(except + 1), matches)
  if (excluded === 'yes') return 'no'
  return excluded === 'unclear' ? 'unclear' : included
}

const best = (matches: Match[]): Match => {
  if (matches.includes('yes')) return 'yes'
  return matches.includes('unclear') ? 'unclear' : 'no'
}

function clientMatches(pattern: string, client: Address): Match {
  const bare = pattern.replace(/^.*@/, '')
  if (/^all$/i.test(bare)) return 'yes'
  if (bare.startsWith('/')) return 'unclear'
  if (/^\d+(\.\d+){0,2}\.$/.test(bare)) return client.startsWith(bare) ? 'yes' : 'no'
  const [base = ''] = bare.replace(/[[\]]/g, '').split('/')
  if (canonicalAddress(base)) return inNetwork(client, bare) ? 'yes' : 'no'
  // Host names, domains, LOCAL, KNOWN, UNKNOWN and PARANOID depend on what the host's resolver says.
  return 'unclear'
}
