import type { Redis } from 'ioredis'
import { ConfigError, expandHome, loadConfig } from '../config/load.ts'
import { EXIT, Stop } from './exit.ts'

const PATIENCE_MS = 3_000

/** Where `up` keeps the data of a Redis of its own. */
export const privateRedisFolder = (): string => expandHome('~/.local/state/ssh-medic/redis')

/** The Redis that bot and workers share: the one that is named, else the one that this user's `up` has started here. */
export async function findRedis(configFile: string | undefined): Promise<string | undefined> {
  const named = process.env.REDIS_URL || loadConfig(configFile).redis
  if (named !== undefined) return named
  const { runningPrivate } = await import('../store/private-redis.ts')
  return runningPrivate(privateRedisFolder())
}

/** A connection to it; it ends the command, with what to do, when nobody answers there. */
export async function connectRedis(url: string): Promise<Redis> {
  const { producerRedis, whenReady } = await import('../store/redis-client.ts')
  const redis = producerRedis(url)
  try {
    await whenReady(redis, PATIENCE_MS)
    return redis
  } catch (error) {
    redis.disconnect()
    throw new Stop(EXIT.unavailable, 'Redis is away: check that it runs and that `redis:` or REDIS_URL names it', {
      cause: error,
    })
  }
}

/** Does something with the Redis that bot and workers share, and leaves it. */
export async function withRedis<T>(configFile: string | undefined, work: (redis: Redis) => Promise<T>): Promise<T> {
  const url = await findRedis(configFile)
  if (url === undefined)
    throw new ConfigError('redis is missing: name the Redis that bot and workers share, by redis: or REDIS_URL')
  const redis = await connectRedis(url)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}
