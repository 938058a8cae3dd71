import { once } from 'node:events'
import { beforeEach, describe, expect, it } from 'vitest'
import { startDelivery } from '../../src/queue/delivery.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { readIncidents } from '../../src/store/incidents.ts'
import { startChild } from '../support/child.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { note, queued, recordingPoster, saying } from './fixtures.ts'
import { KEEPING } from './pickups.ts'

const { redis, url } = await sharedRedis()

describe('a bot that is killed while it posts', { timeout: 120_000 }, () => {
  beforeEach(async () => {
    await redis.flushall()
  })

  it.each([
    ['before', 'head', [], ['head queued', 'reply one', 'reply two']],
    ['after', 'head', ['head'], ['head queued', 'reply one', 'reply two']],
    ['before', 'one', ['head'], ['reply one', 'reply two']],
    ['after', 'one', ['head', 'one'], ['reply one', 'reply two']],
  ])(
    '%s the %s reached Slack: the next bot repeats that one post alone, and records the doubt',
    async (when, dieAt, first, rest) => {
      const outbox = openOutbox(redis)
      await outbox.open('run-1', { channel: 'C1' }, queued)
      await outbox.reply('run-1', 'one', note('one'))
      await outbox.reply('run-1', 'two', note('two'))

      const bot = startChild(new URL('children/dying-bot.ts', import.meta.url), [url, when, dieAt])
      expect(await once(bot, 'exit')).toEqual([null, 'SIGKILL'])
      expect(await redis.lrange('slack', 0, -1)).toEqual(first)

      const poster = recordingPoster()
      const next = startDelivery({ redisUrl: url, poster, pickup: KEEPING, settleMs: 300 })
      await eventually(() => expect(saying(poster, 'run-1')).toEqual(rest), 60_000)
      const what = dieAt === 'head' ? 'head' : 0
      expect(await readIncidents(redis)).toMatchObject([{ runId: 'run-1', what, problem: 'perhaps-twice' }])
      await next.close()
      await outbox.close()
    },
  )
})
