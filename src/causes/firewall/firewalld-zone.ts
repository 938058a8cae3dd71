import { firewalldCall } from '../../remedies/firewalld-allow.ts'
import { zoneOf } from '../reading/rule-advice.ts'
import { deedOf, defineRuleCause } from './rule.ts'

export const firewalldZone = defineRuleCause({
  id: 'firewalld-zone',
  title: 'The zone of firewalld does not let the client in',
  summary: (out, { client, host }) => {
    const zone = zoneOf(out)
    return `firewalld ${deedOf(out)} ${client.address} at port ${host.port}${zone === undefined ? '' : `, whose packets it gives to the zone ${zone}`}: ${out.words}.`
  },
  remedies: firewalldCall,
  mayCallFor: ['firewalld-allow'],
  decide: 'sudo firewall-cmd --get-active-zones; sudo firewall-cmd --list-all (is ssh among the services?)',
})
