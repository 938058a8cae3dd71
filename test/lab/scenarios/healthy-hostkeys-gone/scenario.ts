import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys are gone, and the running sshd still holds them',
  suites: ['trixie'],
  break: `
    rm /etc/ssh/ssh_host_*`,
  symptom: {},
  expect: { verdict: 'healthy', exit: 0 },
})
