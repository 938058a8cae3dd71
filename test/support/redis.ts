import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll } from 'vitest'
import { type ProvidedRedis, provideRedis } from '../../src/store/redis-server.ts'

export interface TestRedis extends ProvidedRedis {
  /** A connection for looking into it. */
  redis: Redis
}

/** A Redis of the test file's own: the real server where this machine has one, else the embedded one. It says which. */
export async function testRedis(wanted: 'any' | 'embedded' = 'any'): Promise<TestRedis> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'ssh-medic-redis-'))
  const env = wanted === 'embedded' ? {} : { PATH: process.env.PATH }
  const provided = await provideRedis({ dataDirectory, env, embedded: 'allowed', warn: () => {} })
  console.info(`these tests run on ${provided.kind === 'private' ? 'a real Redis server' : 'js-redis-server'}`)
  const redis = new Redis(provided.url)
  const close = async () => {
    redis.disconnect()
    await provided.close()
    await rm(dataDirectory, { recursive: true, force: true })
  }
  return { ...provided, redis, close }
}

/** One Redis for the whole test file, ended with it. Call it at the top level. */
export async function sharedRedis(wanted: 'any' | 'embedded' = 'any'): Promise<TestRedis> {
  const redis = await testRedis(wanted)
  afterAll(() => redis.close())
  return redis
}
