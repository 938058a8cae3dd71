import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'hosts.deny refuses everybody: accepted, and closed after 5 s',
  suites: ['bookworm', 'trixie'],
  break: `echo 'sshd: ALL' >>/etc/hosts.deny`,
  symptom: { says: /reset by peer|closed by/, connectTimeoutS: 20 },
  expect: { verdict: 'faulty', exit: 1, cause: 'tcp-wrappers-deny', confidence: 'likely', absent: ['sshd-hung'] },
})
