import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd is stopped by a signal, and so many have tried since that the queue is full',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /timed out/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['accept-backlog-full'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-hung', confidence: 'proven' },
  slowMs: 120_000,
})
