import { defineCause } from '../define.ts'
import { banFinding, jailsHolding, RECIDIVE } from '../reading/bans.ts'

export const fail2banRecidive = defineCause({
  id: 'fail2ban-recidive',
  title: 'fail2ban has banned the client as a repeat offender',
  needs: ['fail2ban', 'client'],
  also: ['firewall'],
  recognise: ({ fail2ban, client, firewall }) => {
    const jails = jailsHolding(client.address, fail2ban)
    if (!jails.some(({ name }) => name === RECIDIVE)) return undefined
    return banFinding(client.address, jails, fail2ban, firewall)
  },
  remedies: ['fail2ban-unban'],
  masks: ['fail2ban-ban'],
  decide: ({ client }) => `sudo fail2ban-client status ${RECIDIVE} | grep ${client?.address ?? 'ADDRESS'}`,
})
