import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { redis as exam, redisAway } from '../../src/doctor/redis.ts'
import { sharedRedis } from '../support/redis.ts'
import { hasRedisServer, replicatedRedis } from '../support/replicated-redis.ts'
import { aroundOf, found, lines, withRedis } from './around.ts'

const { redis } = await sharedRedis()

async function configured(settings: Record<string, string>): Promise<void> {
  for (const [key, value] of Object.entries(settings)) {
    const [, before = ''] = (await redis.config('GET', key)) as string[]
    await redis.config('SET', key, value)
    onTestFinished(async () => void (await redis.config('SET', key, before)))
  }
}

/** Answers INFO with something else. */
const telling = (change: (info: string) => string): Redis =>
  Object.assign(Object.create(redis) as Redis, { info: async () => change(await redis.info()) })

describe.runIf(hasRedisServer())('Redis', () => {
  it('is right in one line as `up` starts it', async () => {
    expect(await found(exam, withRedis(redis))).toEqual([
      expect.stringMatching(/^right: version \d+\.\d+\.\d+, noeviction, append-only file, answers within \d+ ms$/),
    ])
  })

  it.each([
    ['throws away what does not fit', { 'maxmemory-policy': 'allkeys-lru' }, /^wrong: maxmemory-policy is allkeys-lru/],
    ['keeps nothing', { appendonly: 'no', save: '' }, /^wrong: it keeps nothing on disk/],
    ['keeps snapshots alone', { appendonly: 'no', save: '60 1' }, /^note: it keeps snapshots only/],
    ['is almost full', { maxmemory: '2mb', 'maxmemory-policy': 'noeviction' }, /^wrong: \d+ % of its memory is used/],
  ])('that %s is named', async (_name, settings, words) => {
    if ('maxmemory' in settings) await redis.set('ballast', 'x'.repeat(1_500_000))
    onTestFinished(async () => void (await redis.del('ballast')))
    await configured(settings)
    expect(await found(exam, withRedis(redis))).toContainEqual(expect.stringMatching(words))
  })

  it.each([
    [
      'is too old',
      (info: string) => info.replace(/redis_version:\S+/, 'redis_version:6.0.16'),
      /^wrong: version 6.0.16 is too old/,
    ],
    [
      'cannot write',
      (info: string) => info.replace('aof_last_write_status:ok', 'aof_last_write_status:err'),
      /^wrong: it could not write to its disk/,
    ],
  ])('that %s is named', async (_name, change, words) => {
    expect(await found(exam, withRedis(telling(change)))).toContainEqual(expect.stringMatching(words))
  })

  it('that is a replica is named, with its primary', async () => {
    const pair = await replicatedRedis()
    onTestFinished(() => pair.close())
    const replica = new Redis(pair.replicaUrl())
    onTestFinished(() => replica.disconnect())
    expect(await found(exam, withRedis(replica))).toContainEqual(
      expect.stringMatching(/^wrong: this is a replica of 127\.0\.0\.1:\d+, which takes no jobs$/),
    )
  })

  it('that does not tell how it is set up is not called wrong', async () => {
    const silent = telling(() => {
      throw new Error('NOPERM')
    })
    expect(await found(exam, withRedis(silent))).toEqual([
      expect.stringMatching(/^right: it answers/),
      expect.stringMatching(/^note: it does not tell/),
    ])
  })

  it.each([
    ['redis://10.0.0.9:6379', [/^wrong: 10.0.0.9 asks for no password/, /^note: its traffic/]],
    ['redis://:p@10.0.0.9:6379', [/^note: its traffic/]],
    ['rediss://:p@10.0.0.9:6379', []],
    ['redis://localhost:6379', []],
  ])('over the network wants a password, and better TLS: %s', async (url, words) => {
    const results = (await found(exam, withRedis(redis, { redis: url }))).filter((line) => !line.startsWith('right: '))
    expect(results).toEqual(words.map((one) => expect.stringMatching(one)))
  })

  it('that is away is a service that is away, and what needs it is not examined', async () => {
    const failed = redisAway(new Error('connect ECONNREFUSED'))
    expect(await exam.examine(aroundOf({}, { redis: { failed } }))).toEqual(failed)
    expect(failed).toMatchObject([{ away: true }])
    expect(lines(failed)).toEqual(['wrong: Redis does not answer (connect ECONNREFUSED)'])
  })
})
