import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'behind ssh.socket the start of sshd hangs, and waiting connections have filled the queue',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /timed out/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['accept-backlog-full'] },
  console: { verdict: 'faulty', exit: 1, cause: 'accept-backlog-full', confidence: 'proven' },
  slowMs: 120_000,
})
