import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule of nftables resets every connection to SSH: it looks as if sshd were stopped',
  suites: ['bookworm'],
  break: `nft -f - <<'END'
table inet guard {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp dport 22 reject with tcp reset
  }
}
END`,
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'firewall-tcp-reset', confidence: 'proven', absent: ['sshd-stopped'] },
})
