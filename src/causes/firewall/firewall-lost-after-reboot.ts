import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { judge, RULE_ALSO, RULE_NEEDS } from '../reading/kept-out.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteDeciding } from '../reading/quote-rule.ts'
import { adviceFor } from '../reading/rule-advice.ts'
import { lostRule } from '../reading/saved-rules.ts'

export const firewallLostAfterReboot = defineCause({
  id: 'firewall-lost-after-reboot',
  title: 'The rule that lets the client in is saved, but not loaded',
  needs: ['saved-rules', ...RULE_NEEDS],
  also: RULE_ALSO,
  recognise: ({ 'saved-rules': saved, ...facts }) => {
    const out = judge(facts)
    const lost = out.kind === 'kept-out' && out.owner === 'other' ? lostRule(out, saved, facts) : undefined
    if (out.kind !== 'kept-out' || !lost) return undefined
    const { client, host } = facts
    return {
      confidence: 'proven',
      summary: `${lost.path} has a rule that would let ${client.address} in to port ${host.port}, and it is not loaded: ${lost.rule}.${whyNot(saved)}`,
      evidence: [
        ...quoteLines(saved, (line, { command }) => command === lost.command && line.trim() === lost.rule).slice(0, 1),
        ...quoteDeciding(out, facts),
        ...quoteLines(saved, (line) => saved.failed.some(({ unit }) => line === `Id=${unit}`)),
      ],
      advice: `sudo ${out.at.tool}-restore --test ${lost.path} tells why it does not load. Until then: ${adviceFor(out, facts)}`,
      affects: out.reach,
    }
  },
  // What keeps the client out now does so because that rule is missing.
  masks: ['iptables-drop', 'iptables-tail-reject', 'firewall-tcp-reset', 'ipset-block'],
  decide: () => 'sudo iptables-save | diff - /etc/iptables/rules.v4; systemctl status netfilter-persistent nftables',
})

function whyNot({ failed }: Answered<'saved-rules'>): string {
  const [first] = failed
  return first ? ` ${first.unit} failed (${first.result}).` : ''
}
