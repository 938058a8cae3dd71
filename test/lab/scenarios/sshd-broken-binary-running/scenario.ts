import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a library is gone that a running sshd needs for each connection',
  suites: ['bookworm', 'trixie'],
  break: `
    rm /lib/x86_64-linux-gnu/libwrap.so.0`,
  symptom: { says: /Connection (reset|closed) by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'sshd-broken-binary',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
