import { defineCause } from '../define.ts'
import { banFinding, jailsHolding, RECIDIVE } from '../reading/bans.ts'
import { judge, RULE_ALSO } from '../reading/kept-out.ts'

export const fail2banRecidive = defineCause({
  id: 'fail2ban-recidive',
  title: 'fail2ban has banned the client as a repeat offender',
  needs: ['fail2ban', 'client', 'host'],
  also: ['firewall', 'tcp-wrappers', 'sshd-log', ...RULE_ALSO],
  recognise: ({ fail2ban, ...facts }) => {
    const { client, firewall } = facts
    const jails = jailsHolding(client.address, fail2ban)
    if (!jails.some(({ name }) => name === RECIDIVE)) return undefined
    return banFinding(client.address, jails, fail2ban, {
      ...facts,
      judgement: firewall && judge({ ...facts, firewall }),
    })
  },
  remedies: ['fail2ban-unban', 'fail2ban-ignore'],
  // With ufw, firewalld or hostsdeny as its means, the ban shows as their rule.
  masks: ['fail2ban-ban', 'ufw-deny', 'firewalld-zone', 'tcp-wrappers-deny'],
  decide: ({ client }) => `sudo fail2ban-client status ${RECIDIVE} | grep ${client?.address ?? 'ADDRESS'}`,
})
