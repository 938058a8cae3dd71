import { answerWith, MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a tarpit has port 22 and says a random line about each second',
  suites: ['trixie'],
  break: `${MOVE_SSHD}${answerWith(
    'tarpit',
    `
while True:
    s.sendall(b'%x\\r\\n' % random.getrandbits(random.randint(12, 120)))
    # OpenSSH forgets its time-out when a line comes at that very moment, after three seconds.
    time.sleep(0.85)`,
  )}`,
  symptom: { says: /timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'tarpit', confidence: 'likely', absent: ['non-ssh-service'] },
  console: { verdict: 'faulty', exit: 1, cause: 'tarpit', confidence: 'proven' },
  slowMs: 120_000,
})
