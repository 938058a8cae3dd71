import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { typePassword } from '../../typed-password.ts'

export default defineScenario({
  title: 'the password is locked, and the person has nothing but the password',
  suites: ['bookworm'],
  break: `echo 'deploy:correct-horse' | chpasswd; usermod -L deploy`,
  provoke: async (host) => {
    if (await typePassword(host, { user: 'deploy', password: 'correct-horse' }))
      throw new Error('a locked password was taken')
  },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'account-locked', confidence: 'likely' },
})
