import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'accounts come from a directory, and its server does not answer',
  suites: ['bookworm', 'trixie'],
  // Hesiod keeps accounts in DNS: a real directory that needs no package. Nobody has the address of the server.
  break: `
    sed -i 's/^passwd:.*/passwd: files hesiod/' /etc/nsswitch.conf
    printf 'rhs=.example.org\\nlhs=.ns\\n' >/etc/hesiod.conf
    echo 'nameserver 10.77.0.254' >/etc/resolv.conf
    systemctl restart ssh`,
  symptom: { user: 'maria', says: /Permission denied|timed out|closed by/, connectTimeoutS: 30 },
  check: { user: 'maria' },
  slowMs: 150_000,
  expect: { verdict: 'faulty', exit: 1, cause: 'directory-outage', confidence: 'proven' },
})
