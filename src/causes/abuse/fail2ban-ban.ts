import { defineCause } from '../define.ts'
import { banFinding, concernsSsh, forgottenRule, jailsHolding, RECIDIVE } from '../reading/bans.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

export const fail2banBan = defineCause({
  id: 'fail2ban-ban',
  title: 'fail2ban has banned the client',
  needs: ['fail2ban', 'client', 'host'],
  also: ['firewall', 'ufw', 'tcp-wrappers', 'sshd-log'],
  recognise: ({ fail2ban, client, host, ...traces }) => {
    const holding = jailsHolding(client.address, fail2ban)
    const jails = holding.filter((jail) => concernsSsh(jail, traces.firewall, host.port))
    if (jails.some(({ name }) => name === RECIDIVE)) return undefined
    return (
      banFinding(client.address, jails, fail2ban, traces) ??
      (holding.length > 0 ? undefined : forgottenRule(client.address, traces.firewall))
    )
  },
  suspicion: {
    needs: ['connect'],
    recognise: ({ connect }) => {
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
  remedies: ['fail2ban-unban'],
  // With ufw or hostsdeny as its means, the ban shows as their rule.
  masks: ['ufw-deny', 'tcp-wrappers-deny'],
  decide: ({ client }) => `sudo fail2ban-client banned ${client?.address ?? 'ADDRESS'}`,
})
