import type { KeptOut } from './kept-out.ts'

/** The causes that a rule which keeps the client out may be: exactly one of them is. */
export type RuleCause =
  | 'ufw-deny'
  | 'ufw-limit'
  | 'firewalld-zone'
  | 'fail2ban-ban'
  | 'sshguard-block'
  | 'crowdsec-bouncer'
  | 'connection-limit'
  | 'ipset-block'
  | 'firewall-tcp-reset'
  | 'iptables-tail-reject'
  | 'iptables-drop'
  | 'nftables-drop'

/** Whose rule it is comes before what kind of rule it is: the owner's tool changes it. */
export function ruleCauseOf(out: KeptOut): RuleCause {
  switch (out.owner) {
    case 'ufw':
      return /^ufw6?-user-limit/.test(out.at.chain) ? 'ufw-limit' : 'ufw-deny'
    case 'firewalld':
      return 'firewalld-zone'
    case 'fail2ban':
      return 'fail2ban-ban'
    case 'sshguard':
      return 'sshguard-block'
    case 'crowdsec':
      return 'crowdsec-bouncer'
    default:
      return byKind(out)
  }
}

function byKind({ at, decision, limits }: KeptOut): RuleCause {
  const rule = at.rule?.text ?? ''
  if (limits.length > 0) return 'connection-limit'
  if (setsOfSources(rule).length > 0) return 'ipset-block'
  if (decision.rejection?.by === 'tcp-reset') return 'firewall-tcp-reset'
  if (at.tool === 'nft') return 'nftables-drop'
  return decision.verdict === 'rejected' && isForAll(rule) ? 'iptables-tail-reject' : 'iptables-drop'
}

/** `--match-set blocked src`, `ip saddr @blocked`, `ip saddr vmap @verdicts`; a set of those who may is negated. */
export const setsOfSources = (rule: string): string[] =>
  [
    ...rule.matchAll(/(?<!! )--match-set (\S{1,64}) src\b/g),
    ...rule.matchAll(/\bip6? saddr (?:\. \S+ )*(?:vmap )?@(\S{1,200})/g),
  ].map(([, name = '']) => name)

/** No test for who sends it nor where to: what no rule before it has let in ends there. */
const isForAll = (rule: string): boolean =>
  !/ (-s|-d|-m|--dports?|-i) /.test(rule.replace(/ -m comment --comment "[^"]*"/, ''))
