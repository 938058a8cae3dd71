import { defineCause } from '../define.ts'
import { banFinding, concernsSsh, forgottenRule, jailsHolding, RECIDIVE, ruleOfBan } from '../reading/bans.ts'
import { judge, RULE_ALSO } from '../reading/kept-out.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

export const fail2banBan = defineCause({
  id: 'fail2ban-ban',
  title: 'fail2ban has banned the client',
  needs: ['fail2ban', 'client', 'host'],
  also: ['client', 'host', 'firewall', 'tcp-wrappers', 'sshd-log', ...RULE_ALSO],
  recognise: ({ fail2ban, ...facts }) => {
    const { client, host, firewall } = facts
    const judgement = firewall && judge({ ...facts, firewall })
    const traces = { ...facts, judgement }
    const holding = jailsHolding(client.address, fail2ban)
    const jails = holding.filter((jail) => concernsSsh(jail, firewall, host.port))
    if (jails.some(({ name }) => name === RECIDIVE)) return undefined
    return (
      banFinding(client.address, jails, fail2ban, traces) ??
      (holding.length > 0 ? undefined : forgottenRule(client.address, firewall, judgement))
    )
  },
  suspicion: {
    needs: ['connect'],
    recognise: ({ connect, client, host, firewall, ...facts }) => {
      const ban = client && host && firewall && ruleOfBan({ ...facts, connect, client, host, firewall })
      if (ban) return ban
      if (connect.outcome !== 'refused' || connect.by !== 'icmp' || connect.offender !== connect.address)
        return undefined
      return {
        confidence: 'possible',
        summary: `The firewall of ${connect.address} itself refuses this vantage: a ban of fail2ban looks like that, and so do ufw limit and a REJECT rule.`,
        evidence: quoteProbe('connect', describeAttempt(connect)),
        advice: 'Try from another address; on the console: sudo fail2ban-client banned',
        affects: 'vantage',
      }
    },
  },
  remedies: ['fail2ban-unban', 'fail2ban-ignore'],
  // With ufw, firewalld or hostsdeny as its means, the ban shows as their rule.
  masks: ['ufw-deny', 'firewalld-zone', 'tcp-wrappers-deny'],
  decide: ({ client }) => `sudo fail2ban-client banned ${client?.address ?? 'ADDRESS'}`,
})
