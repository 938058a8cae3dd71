import { beforeEach, describe, expect, it } from 'vitest'
import { startDelivery } from '../../src/queue/delivery.ts'
import { mirror, startMirror } from '../../src/queue/mirror.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { appendAudit, readAudit } from '../../src/store/audit.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { recordingPoster, saying } from './fixtures.ts'

const { redis, url } = await sharedRedis()
const append = (key: string, at: string) =>
  appendAudit(redis, key, { event: 'ordered', at, by: 'U1', host: 'web-01', remedy: 'fail2ban-unban', detail: key })

beforeEach(async () => {
  await redis.flushall()
})

describe('the audit log in a channel', () => {
  it('is one thread a day, each entry once and with its anchor, whoever mirrors it and however often', async () => {
    await append('one', '2026-11-21T06:00:00.000Z')
    await append('two', '2026-11-21T07:00:00.000Z')
    await append('three', '2026-11-22T06:00:00.000Z')
    const poster = recordingPoster()
    const delivery = startDelivery({ redisUrl: url, poster })
    const outbox = openOutbox(redis)
    await Promise.all([mirror(redis, outbox, 'C0AUDIT'), mirror(redis, outbox, 'C0AUDIT')])
    await redis.del('ssh-medic:audit:mirrored')
    await mirror(redis, outbox, 'C0AUDIT')
    await eventually(() => expect(poster.posts).toHaveLength(5))
    const [first] = await readAudit(redis)
    expect(saying(poster, 'audit-C0AUDIT-2026-11-21')).toEqual([
      'head log',
      `reply 1:${first?.hash.slice(0, 16)} · ordered by U1 · fail2ban-unban on web-01 · one`,
      expect.stringContaining('reply 2:'),
    ])
    expect(poster.place).toEqual({ channel: 'C0AUDIT' })
    await delivery.close()
    await outbox.close()
  })

  it('catches up with what was appended while nobody mirrored', async () => {
    await append('before', '2026-11-21T06:00:00.000Z')
    const running = startMirror({ redisUrl: url, channel: 'C0AUDIT', onError: () => {} })
    await eventually(async () => expect(await redis.get('ssh-medic:audit:mirrored')).toBe('1'))
    await append('after', '2026-11-21T06:01:00.000Z')
    await eventually(async () => expect(await redis.get('ssh-medic:audit:mirrored')).toBe('2'))
    await running.close()
  })
})
