import { readFileSync } from 'node:fs'
import { certify, failsWith } from '../../person-keys.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the certificate names another user',
  suites: ['bookworm'],
  provoke: async (host) => {
    const { certificate, ca } = await certify(host, ['-n', 'alice'])
    await host.exec(
      `cat >/etc/ssh/ca.pub; : >/home/deploy/.ssh/authorized_keys
       echo 'TrustedUserCAKeys /etc/ssh/ca.pub' >/etc/ssh/sshd_config.d/ca.conf; systemctl restart ssh`,
      { input: readFileSync(ca, 'utf8') },
    )
    await failsWith(host, ['-o', `CertificateFile=${certificate}`], /Permission denied/)
  },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'user-certificate', confidence: 'proven' },
})
