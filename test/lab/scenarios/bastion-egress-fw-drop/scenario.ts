import { defineScenario } from '../../scenario.ts'
import { changeBastion } from '../../vantage.ts'

const rule = (address: string) => `OUTPUT -d ${address} -p tcp --dport 22 -j DROP`

export default defineScenario({
  title: 'the bastion’s own firewall drops what goes to the host',
  suites: ['bookworm'],
  provoke: ({ folder, address }) =>
    changeBastion(folder, `iptables -w -A ${rule(address)}`, `iptables -w -D ${rule(address)}`),
  symptom: { says: /timed out/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'bastion-egress-fw',
    confidence: 'proven',
    absent: ['ufw-deny'],
  },
  slowMs: 120_000,
})
