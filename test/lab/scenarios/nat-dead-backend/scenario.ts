import { netnsOf } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { must } from '../../sh.ts'

export default defineScenario({
  title: 'port 22 is passed on to a container that runs no sshd',
  suites: ['bookworm'],
  break: `ip netns add container
    ip link add box type veth peer name eth0 netns container
    ip address add 172.30.0.1/24 dev box; ip link set box up
    ip -n container address add 172.30.0.2/24 dev eth0; ip -n container link set eth0 up
    ip -n container route add default via 172.30.0.1
    iptables -t nat -A PREROUTING -p tcp --dport 22 -j DNAT --to-destination 172.30.0.2:22`,
  // A container may not switch it on for itself.
  provoke: async ({ name }) => {
    await must(['ip', 'netns', 'exec', netnsOf(name), 'sysctl', '-qw', 'net.ipv4.ip_forward=1'])
  },
  symptom: { says: /Connection refused/ },
  // From outside a reset is a reset: who sent it only the host can tell.
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'nat-dead-backend', confidence: 'proven', absent: ['sshd-stopped'] },
})
