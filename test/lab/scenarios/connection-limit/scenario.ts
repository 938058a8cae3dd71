import { stayConnected } from '../../knocks.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule lets nobody open more than three connections, and the person’s address has three',
  suites: ['bookworm', 'trixie'],
  break:
    'iptables -A INPUT -p tcp --syn --dport 22 -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr -j REJECT --reject-with icmp-port-unreachable',
  provoke: (host) => stayConnected(host, 3),
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'connection-limit', confidence: 'proven', absent: ['fail2ban-ban'] },
})
