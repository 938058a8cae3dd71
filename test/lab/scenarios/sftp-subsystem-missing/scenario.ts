import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sftp-server is gone: shells work, file transfer does not',
  suites: ['bookworm', 'trixie'],
  break: 'mv /usr/lib/openssh/sftp-server /usr/lib/openssh/sftp-server.old',
  symptom: { wants: 'sftp', says: /No such file|subsystem|^/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sftp-subsystem-missing', confidence: 'proven' },
})
