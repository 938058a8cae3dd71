import { defineScenario } from '../../scenario.ts'
import { changeBastion } from '../../vantage.ts'

const rule = (address: string) => `OUTPUT -d ${address} -p tcp --dport 22 -j REJECT`

export default defineScenario({
  title: 'the bastion’s own firewall rejects what goes to the host',
  suites: ['bookworm'],
  provoke: ({ folder, address }) =>
    changeBastion(folder, `iptables -w -A ${rule(address)}`, `iptables -w -D ${rule(address)}`),
  symptom: { says: /Connection refused/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'bastion-egress-fw',
    confidence: 'proven',
    absent: ['sshd-stopped', 'fail2ban-ban'],
  },
})
