import fc from 'fast-check'
import { SOURCES } from '../places.ts'
import type { RuleSet } from '../rule-set.ts'

const ends = fc.constantFrom(
  '-j ACCEPT',
  '-j DROP',
  '-j REJECT --reject-with icmp-admin-prohibited',
  '-p tcp -j REJECT --reject-with tcp-reset',
)
const rule = fc
  .tuple(fc.constantFrom(...SOURCES[4]), fc.constantFrom('', '--dport 22', '--dport 2222:8100'), ends)
  .map(
    ([source, port, end]) =>
      `-A INPUT -s ${source} ${port && `-p tcp ${port}`} ${end.replace(port ? '-p tcp' : /$^/, '')}`,
  )

/** Rules of iptables and ip6tables, with the sets of ipset that they name. */
export const iptablesRules: fc.Arbitrary<RuleSet> = fc
  .tuple(fc.constantFrom('ACCEPT', 'DROP'), fc.array(rule, { maxLength: 6 }))
  .map(([policy, rules]) => ({
    loads: { 'iptables-restore': ['*filter', `:INPUT ${policy} [0:0]`, ...rules, 'COMMIT'].join('\n') },
    deterministic: true,
  }))
