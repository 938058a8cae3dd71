import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { typePassword } from '../../typed-password.ts'

export default defineScenario({
  title: 'the person types a password that is not theirs',
  suites: ['bookworm', 'trixie'],
  break: `echo 'deploy:correct-horse' | chpasswd`,
  provoke: async (host) => {
    if (await typePassword(host, { user: 'deploy', password: 'wrong', prompts: 2 }))
      throw new Error('a wrong password was taken')
  },
  check: { from: CLIENT, user: 'deploy' },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'wrong-password',
    confidence: 'likely',
    absent: ['account-locked', 'pam-faillock'],
  },
})
