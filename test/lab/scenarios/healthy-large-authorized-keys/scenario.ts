import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'authorized_keys holds three hundred keys with options, and the right one is the last',
  suites: ['bookworm'],
  break: `
    keys=/home/deploy/.ssh/authorized_keys
    mine=$(cat "$keys")
    ssh-keygen -q -t ed25519 -N '' -C '' -f /tmp/other
    other=$(cut -d' ' -f1,2 /tmp/other.pub)
    for i in $(seq 300); do
      echo "from=\\"198.51.100.$((i % 250)),!203.0.113.*\\",command=\\"/usr/bin/true $i\\",no-pty,expiry-time=\\"20200101\\" $other robot-$i"
    done >"$keys"
    printf 'from="203.0.113.0/24",no-agent-forwarding %s\\n' "$mine" >>"$keys"`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
