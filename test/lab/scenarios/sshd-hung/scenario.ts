import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd is stopped by a signal: the kernel accepts, nobody answers',
  suites: ['bookworm', 'trixie'],
  break: 'kill -STOP "$(systemctl show ssh -p MainPID --value)"',
  symptom: { says: /timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-hung', confidence: 'likely', absent: ['tcp-wrappers-deny'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-hung', confidence: 'proven' },
  slowMs: 120_000,
})
