import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ForceCommand runs a program that is no longer there',
  suites: ['bookworm', 'trixie'],
  break: `printf 'Match User deploy\\n  ForceCommand /opt/gate/enter\\n' >/etc/ssh/sshd_config.d/gate.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /No such file or directory/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'forced-command', confidence: 'proven' },
})
