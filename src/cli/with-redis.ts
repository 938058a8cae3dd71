import type { Redis } from 'ioredis'
import { ConfigError, loadConfig } from '../config/load.ts'
import { producerRedis, whenReady } from '../store/redis-client.ts'
import { EXIT, Stop } from './exit.ts'

const PATIENCE_MS = 3_000

/** Does something with the Redis that bot and workers share, and leaves it. */
export async function withRedis<T>(configFile: string | undefined, work: (redis: Redis) => Promise<T>): Promise<T> {
  const url = process.env.REDIS_URL ?? loadConfig(configFile).redis
  if (url === undefined)
    throw new ConfigError('redis is missing: name the Redis that bot and workers share, by redis: or REDIS_URL')
  const redis = producerRedis(url)
  try {
    await whenReady(redis, PATIENCE_MS)
  } catch (error) {
    redis.disconnect()
    throw new Stop(EXIT.unavailable, 'Redis is away: check that it runs and that `redis:` or REDIS_URL names it', {
      cause: error,
    })
  }
  return work(redis).finally(() => redis.disconnect())
}
