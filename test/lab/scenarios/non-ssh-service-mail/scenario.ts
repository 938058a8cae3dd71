import { answerWith, MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a mail server has port 22, and greets first',
  suites: ['trixie'],
  break: `${MOVE_SSHD}${answerWith(
    'mailsink',
    `
s.sendall(b'220 web-01 ESMTP mailsink\\r\\n')
s.recv(1000)
s.sendall(b'500 5.5.1 Command unrecognized\\r\\n')
time.sleep(60)`,
  )}`,
  symptom: { says: /timed out|closed by|invalid/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'non-ssh-service',
    confidence: 'likely',
    absent: ['sshd-hung', 'tarpit'],
  },
  console: { verdict: 'faulty', exit: 1, cause: 'non-ssh-service', confidence: 'proven' },
  slowMs: 120_000,
})
