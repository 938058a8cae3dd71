import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user may only transfer files',
  suites: ['bookworm'],
  break: `printf 'Match User deploy\\n  ForceCommand internal-sftp\\n' >/etc/ssh/sshd_config.d/gate.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /^/ },
  check: { user: 'deploy' },
  expect: { verdict: 'undetermined', exit: 2, cause: 'forced-command', confidence: 'possible' },
})
