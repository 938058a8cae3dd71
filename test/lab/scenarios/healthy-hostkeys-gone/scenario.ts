import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys are gone, but sshd of this version keeps them in memory',
  suites: ['trixie'],
  break: 'rm /etc/ssh/ssh_host_*_key',
  symptom: {},
  expect: { verdict: 'healthy', exit: 0 },
})
