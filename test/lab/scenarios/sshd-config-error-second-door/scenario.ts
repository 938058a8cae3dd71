import { attemptLogin } from '../../person.ts'
import { defineScenario } from '../../scenario.ts'
import { SECOND_SSHD } from '../../second-door.ts'

export default defineScenario({
  title: 'a typing error in sshd_config, a restart, a copy of before, and the inventory knows a second way in',
  suites: ['bookworm', 'trixie'],
  host: SECOND_SSHD,
  break: `
    cp -p /etc/ssh/sshd_config /etc/ssh/sshd_config.bak
    echo 'PermitRootLogn no' >>/etc/ssh/sshd_config
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-config-error', confidence: 'proven' },
  fix: {
    remedy: 'sshd-config-rollback',
    // To put the file back stops nothing: sshd would not come back from its next start.
    getsIn: async (host) =>
      (await attemptLogin(host, { port: 22 })).code === 0 && (await host.tryExec('sshd -t')).code === 0,
  },
})
