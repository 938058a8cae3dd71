import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the package of sshd was removed',
  suites: ['bookworm', 'trixie'],
  break: 'apt-get remove -qq -y openssh-server >/dev/null',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-not-installed', confidence: 'proven' },
})
