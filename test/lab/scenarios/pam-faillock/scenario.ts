import { withFaillock } from '../../faillock.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { typePassword } from '../../typed-password.ts'

export default defineScenario({
  title: 'three wrong passwords, and then the right one is not taken either',
  suites: ['bookworm', 'trixie'],
  break: withFaillock,
  provoke: async (host) => {
    if (!(await typePassword(host, { user: 'deploy', password: 'correct-horse' })))
      throw new Error('the right password is not taken before the lock')
    await typePassword(host, { user: 'deploy', password: 'wrong', prompts: 3 })
    if (await typePassword(host, { user: 'deploy', password: 'correct-horse' }))
      throw new Error('the right password is taken although faillock should have locked the account')
  },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'pam-faillock', confidence: 'proven' },
  fix: {
    remedy: 'faillock-reset',
    lasting: true,
    getsIn: (host) => typePassword(host, { user: 'deploy', password: 'correct-horse' }),
  },
})
