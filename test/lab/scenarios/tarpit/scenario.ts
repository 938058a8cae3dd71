import { answerWith, MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a tarpit has port 22 and says a random line each 10 s, the first one late',
  suites: ['bookworm'],
  break: `${MOVE_SSHD}${answerWith(
    'tarpit',
    `
while True:
    time.sleep(10)
    s.sendall(b'%x\\r\\n' % random.getrandbits(random.randint(12, 120)))`,
  )}`,
  symptom: { says: /timed out/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'tarpit',
    confidence: 'likely',
    absent: ['sshd-hung', 'non-ssh-service'],
  },
  console: { verdict: 'faulty', exit: 1, cause: 'tarpit', confidence: 'proven' },
  slowMs: 120_000,
})
