import { tryOften } from '../../knocks.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule of one’s own drops who connects more than four times a minute',
  suites: ['bookworm'],
  break: `
    iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name SSH --rsource
    iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --update --seconds 60 --hitcount 5 --name SSH --rsource -j DROP`,
  provoke: (host) => tryOften(host, 5),
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'connection-limit', absent: ['iptables-drop'] },
})
