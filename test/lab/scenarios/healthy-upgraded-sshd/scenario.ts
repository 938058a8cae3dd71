import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd was replaced on disk by one that fits, and not restarted: everybody gets in',
  suites: ['bookworm', 'trixie'],
  break: 'cp -p /usr/sbin/sshd /usr/sbin/sshd.new; mv /usr/sbin/sshd.new /usr/sbin/sshd',
  symptom: {},
  expect: { verdict: 'healthy', exit: 0 },
})
