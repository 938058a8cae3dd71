import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nftables turns port 22 to a port of the host where nothing listens',
  suites: ['trixie'],
  break: `nft add table ip forwarding
    nft 'add chain ip forwarding in { type nat hook prerouting priority dstnat; }'
    nft add rule ip forwarding in tcp dport 22 redirect to :2022`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'nat-dead-backend', confidence: 'proven', absent: ['sshd-stopped'] },
})
