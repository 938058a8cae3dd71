import { hangFolder } from '../../dead-automounter.ts'
import { loginCommand } from '../../person.ts'
import { defineScenario } from '../../scenario.ts'
import { run } from '../../sh.ts'

export default defineScenario({
  title: 'the automounter that should bring the home does not answer',
  suites: ['bookworm', 'trixie'],
  provoke: async (host) => {
    await hangFolder(host, '/home/deploy')
    const { code } = await run(['timeout', '5', ...loginCommand(host, { user: 'deploy' }, 'true')])
    if (code !== 124) throw new Error(`the login should hang, but ssh exits ${code}`)
  },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'home-nfs-hang', confidence: 'proven' },
  slowMs: 120_000,
})
