import { answerWith, MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'what greets on port 22 speaks protocol 1 alone',
  suites: ['bookworm'],
  break: `${MOVE_SSHD}${answerWith(
    'oldsshd',
    `
s.sendall(b'SSH-1.5-OpenSSH_2.3.0p1\\n')
s.recv(1000)
time.sleep(60)`,
  )}`,
  symptom: { says: /Protocol major versions differ/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'ssh1-only', confidence: 'proven', absent: ['non-ssh-service'] },
})
