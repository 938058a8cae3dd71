import { expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { watchlist } from '../../src/monitor/watchlist.ts'
import { runSweep } from '../../src/queue/sweep.job.ts'
import { sharedRedis } from '../support/redis.ts'
import { until } from './team.ts'
import { ALERTS, hostOf, playedSshd, startWatching } from './watching.ts'

const { redis, url } = await sharedRedis()
const FAR = 'bastion-b'

it('the channel hears of a sweep that lags, what to do, and when it is over', { timeout: 60_000 }, async () => {
  const sshd = await playedSshd()
  const hosts = [hostOf('far-01', sshd.port, { vantage: FAR })]
  const watch = { channel: ALERTS, groups: [{ hosts: ['*'] }] }
  const watched = watchlist(configSchema.parse({ watch }).watch, hosts, 'bastion-a')
  const sweepBehind = (behindMs: number) =>
    runSweep(Date.now() - behindMs, {
      ...{ redis, watched, vantage: FAR, watch: { canaries: [] }, tickMs: 1_000 },
      ...{
        spare: async () => true,
        hasNetwork: () => true,
        redisMs: async () => Date.now(),
        now: Date.now,
      },
    })
  await sweepBehind(200_000)
  const team = await startWatching({ hosts, watch, redisUrl: url })
  const log = await until(() => team.threads()[0])
  const told = (words: RegExp) => until(() => team.replies(log.ts).find((reply) => words.test(reply)))
  expect(await told(/behind/)).toMatch(
    /The sweep of bastion-b is 3 min behind \(\d hosts? in the last one\): add a worker there, or make everySeconds longer\./,
  )
  await sweepBehind(0)
  await told(/bastion-b watches its hosts again/)
  expect(team.replies(log.ts)).toHaveLength(2)
  await team.close()
  await sshd.stop()
})
