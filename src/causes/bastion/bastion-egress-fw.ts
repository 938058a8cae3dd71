import { type Address, inNetwork } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import type { CountedRule } from '../../domain/vantage.ts'
import { defineCause } from '../define.ts'
import { describeAttempt } from '../reading/outside.ts'
import { namesAddress, quoteProbe } from '../reading/quote.ts'

/** A neighbour that does not answer is told by our own address too, but only after neighbour discovery has given up. */
const SOONER_THAN_DISCOVERY_MS = 500

export const bastionEgressFw = defineCause({
  id: 'bastion-egress-fw',
  title: 'The vantage’s own firewall keeps it from the host',
  needs: ['connect', 'vantage'],
  also: ['vantage-firewall'],
  recognise: ({ connect, 'vantage-firewall': firewall, vantage }) => {
    const counted = firewall?.outcome === 'counted' ? firewall.rules : []
    const rules = counted.filter(({ text }) => !isForOthers(text, connect.address) && endsLike(text, connect))
    const rejects = isRejectedHere(connect)
    if (!rejects && rules.length === 0) return undefined
    const [rule] = rules
    return {
      confidence: rejects || rules.some((one) => namesTarget(one, connect)) ? 'proven' : 'likely',
      summary: `The firewall of ${vantage} itself keeps it from ${connect.address} port ${connect.port}${rule ? `: ${rule.text}` : ''}.`,
      evidence: [...quoteProbe('connect', describeAttempt(connect)), ...quoteRules(rules)],
      advice: `On ${vantage}: sudo iptables -S OUTPUT; sudo nft list ruleset; then let TCP port ${connect.port} out to ${connect.address}, if that is what its owner wants`,
      affects: 'vantage',
    }
  },
  excludedBy: { connect: 'connected' },
  masks: ['sshd-stopped'],
  decide: () =>
    'On the vantage: sudo iptables-save -c; sudo nft list ruleset (does a rule for output count each attempt?)',
})

/** An ICMP error that our own address sent, at once, about somebody else's address. */
function isRejectedHere(connect: Answered<'connect'>): boolean {
  if ((connect.outcome !== 'refused' && connect.outcome !== 'unreachable') || connect.by !== 'icmp') return false
  const attempt = connect.attempts.find(({ address }) => address === connect.address)
  const soon = attempt !== undefined && attempt.ms < SOONER_THAN_DISCOVERY_MS
  return soon && connect.offender === connect.localAddress && connect.offender !== connect.address
}

/** Of iptables and of nft; a range of a set keeps its hyphen. */
const DESTINATION = /(! )?(?:-d|daddr) (!= )?(\{[^}]*\}|[0-9a-f][0-9a-f.:/-]*)/

/** It names other destinations, so what it counted was somebody else's packet. */
function isForOthers(text: string, address: Address): boolean {
  const [, not, unequal, named = ''] = DESTINATION.exec(text) ?? []
  if (not !== undefined || unequal !== undefined || named.includes('-')) return false
  const networks = named.match(/[0-9a-f][0-9a-f.:/]*/g) ?? []
  return networks.length > 0 && !networks.some((network) => inNetwork(address, network))
}

/** Whether a packet that the rule decides on ends as ours did. Another end is that of somebody else's packet. */
function endsLike(text: string, connect: Answered<'connect'>): boolean {
  const [verdict = ''] = /\b(?:drop|reject)\b.*/i.exec(text) ?? []
  if (verdict === '') return true
  if (/^drop/i.test(verdict)) return connect.outcome === 'timed-out'
  const isReset = connect.outcome === 'refused' && connect.by !== 'icmp'
  return /tcp[- ]reset/.test(verdict) ? isReset : !isReset && connect.outcome !== 'timed-out'
}

/** A rule for everything may have counted somebody else's packet in the same moment. */
const namesTarget = ({ text }: CountedRule, { address, port }: Answered<'connect'>): boolean =>
  namesAddress(text, address) || new RegExp(`\\bdports? (\\{[^}]*\\b|\\S*\\b)?${port}\\b`).test(text)

const quoteRules = (rules: CountedRule[]) =>
  rules
    .slice(0, 3)
    .flatMap(({ tool, text, before, after }) =>
      quoteProbe('vantage-firewall', `${tool}: ${text} (${before} packets before, ${after} after one more attempt)`),
    )
