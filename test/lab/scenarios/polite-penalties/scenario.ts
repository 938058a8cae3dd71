import { assertNone, checkFiftyTimes, POLITE_MS } from '../../polite.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fifty checks earn no penalty of sshd',
  suites: ['trixie'],
  play: async (host, product) => {
    await checkFiftyTimes(host, product)
    await assertNone(host, 'journalctl -q --no-pager', /drop connection/)
  },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: POLITE_MS,
})
