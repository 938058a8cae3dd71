import { assertNone, checkFiftyTimes, POLITE_MS } from '../../polite.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fifty checks stay below `ufw limit`',
  suites: ['bookworm'],
  break: 'ufw limit ssh; ufw --force enable',
  play: async (host, product) => {
    await checkFiftyTimes(host, product)
    // Packets that the limit has rejected: the first column.
    await assertNone(host, 'iptables -nvxL ufw-user-limit', /^\s*[1-9]\d*\s.*REJECT/)
  },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: POLITE_MS,
})
