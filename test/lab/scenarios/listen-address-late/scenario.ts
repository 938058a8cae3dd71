import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd started before the address was there that it has to listen on',
  suites: ['bookworm', 'trixie'],
  break: `
address=$(ip -4 -o addr show eth0 | grep -oE '10[.]77[.][0-9.]+' | head -n 1)
echo "ListenAddress $address" >/etc/ssh/sshd_config.d/listen.conf
ip address del "$address/24" dev eth0
systemctl restart ssh || true
ip address add "$address/24" dev eth0
ip route replace default via 10.77.0.1`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'listen-address', confidence: 'proven' },
})
