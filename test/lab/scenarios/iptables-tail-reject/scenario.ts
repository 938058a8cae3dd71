import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the rule that opens SSH was appended behind the REJECT of the image',
  suites: ['bookworm', 'trixie'],
  break: `
    iptables -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
    iptables -A INPUT -p icmp -j ACCEPT
    iptables -A INPUT -i lo -j ACCEPT
    iptables -A INPUT -s ${BASTION_ADDRESS}/32 -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
    iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited
    iptables -A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT`,
  symptom: { says: /No route to host/ },
  check: { from: CLIENT },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'iptables-tail-reject',
    confidence: 'proven',
    absent: ['iptables-drop'],
  },
})
