import { defineScenario } from '../../scenario.ts'
import { SECOND_SSHD } from '../../second-door.ts'

export default defineScenario({
  title: 'sshd_config was broken and is mended again, systemd has given up, and the inventory knows a second way in',
  suites: ['bookworm'],
  host: SECOND_SSHD,
  break: `
    echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done
    rm /etc/ssh/sshd_config.d/hardening.conf`,
  symptom: { says: /Connection refused/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-start-limit-hit', confidence: 'proven' },
  fix: { remedy: 'sshd-reset-failed', lasting: true },
})
