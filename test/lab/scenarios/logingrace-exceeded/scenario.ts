import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a PAM module keeps one user waiting longer than LoginGraceTime',
  suites: ['trixie'],
  break: `
    echo 'LoginGraceTime 4' >/etc/ssh/sshd_config.d/grace.conf
    printf '#!/bin/sh\\n[ "$PAM_USER" != deploy ] || sleep 20\\n' >/usr/local/bin/ask-directory
    chmod 755 /usr/local/bin/ask-directory
    echo 'account required pam_exec.so quiet /usr/local/bin/ask-directory' >>/etc/pam.d/sshd
    systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy', connectTimeoutS: 30 })
  },
  symptom: { user: 'deploy', says: /Connection closed by/, connectTimeoutS: 30 },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'logingrace-exceeded', confidence: 'proven' },
  slowMs: 120_000,
})
