import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd has two files left: it accepts, and then has none for the connection',
  suites: ['bookworm', 'trixie'],
  break: 'p=$(systemctl show ssh -p MainPID --value); prlimit --pid $p --nofile=$(($(ls /proc/$p/fd | wc -l) + 2)):',
  symptom: { says: /reset by|closed by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: { verdict: 'faulty', exit: 1, cause: 'fd-exhaustion', confidence: 'proven' },
})
