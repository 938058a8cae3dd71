import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a library that sshd needs is gone',
  suites: ['bookworm', 'trixie'],
  break: 'rm /usr/lib/x86_64-linux-gnu/libwrap.so.0*',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['sshd-broken-binary'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-broken-binary', confidence: 'proven' },
})
