import { defineCause } from '../define.ts'
import { banFinding, jailsHolding, RECIDIVE } from '../reading/bans.ts'

export const fail2banRecidive = defineCause({
  id: 'fail2ban-recidive',
  title: 'fail2ban has banned the client as a repeat offender',
  needs: ['fail2ban', 'client'],
  also: ['firewall', 'ufw', 'tcp-wrappers', 'sshd-log'],
  recognise: ({ fail2ban, client, ...traces }) => {
    const jails = jailsHolding(client.address, fail2ban)
    if (!jails.some(({ name }) => name === RECIDIVE)) return undefined
    return banFinding(client.address, jails, fail2ban, traces)
  },
  remedies: ['fail2ban-unban'],
  // With ufw or hostsdeny as its means, the ban shows as their rule.
  masks: ['fail2ban-ban', 'ufw-deny', 'tcp-wrappers-deny'],
  decide: ({ client }) => `sudo fail2ban-client status ${RECIDIVE} | grep ${client?.address ?? 'ADDRESS'}`,
})
