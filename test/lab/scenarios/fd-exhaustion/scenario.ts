import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd has as many files open as it may: it cannot even accept, and logs nothing',
  suites: ['bookworm', 'trixie'],
  break: 'p=$(systemctl show ssh -p MainPID --value); prlimit --pid $p --nofile=$(ls /proc/$p/fd | wc -l):',
  symptom: { says: /timed out during banner exchange/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-hung', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'fd-exhaustion', confidence: 'proven', absent: ['sshd-hung'] },
})
