import type { Redis } from 'ioredis'
import type { Registry } from 'prom-client'
import { type Listening, listen, type Where } from '../http/listen.ts'
import { producerRedis, whenReady } from '../store/redis-client.ts'
import { type Condition, healthApp } from './health.ts'
import { deliveryMeters, openRegistry, webhookMeter, workerMeters } from './meters.ts'
import { type Shared, sharedGauges } from './shared-gauges.ts'

export interface Telemetry {
  port: number
  /** Counts what a worker of this vantage does. */
  workerObserver(vantage: string): ReturnType<typeof workerMeters>
  /** Counts what becomes of messages to Slack. */
  deliveryObserver(): ReturnType<typeof deliveryMeters>
  /** Counts what becomes of requests to the webhook. */
  webhookObserver(): ReturnType<typeof webhookMeter>
  /** Something that must hold before this process counts as ready. */
  require(name: string, condition: Condition): void
  /** All conditions are known by now. */
  allStarted(): void
  /** Tells what bot and workers share: for the bot. */
  tellShared(about: Omit<Shared, 'redis'>): void
  close(): Promise<void>
}

/**
 * Serves metrics and health there until closed. It starts before the rest: a process that still waits for Slack lives, and is
 * not ready.
 */
export async function startTelemetry(role: string, where: Where, redisUrl: string): Promise<Telemetry> {
  const registry = openRegistry(role)
  const redis = producerRedis(redisUrl)
  const conditions = new Map<string, Condition>([
    ['start', () => 'not everything has started yet'],
    ['redis', () => answers(redis)],
  ])
  const listening = await listen(healthApp(registry, conditions), where, 'metrics').catch((error) => {
    redis.disconnect()
    throw error
  })
  return telemetryOn(registry, redis, conditions, listening)
}

function telemetryOn(
  registry: Registry,
  redis: Redis,
  conditions: Map<string, Condition>,
  listening: Listening,
): Telemetry {
  let shared: { close(): Promise<void> } | undefined
  return {
    workerObserver: (vantage) => workerMeters(registry, vantage),
    deliveryObserver: () => deliveryMeters(registry),
    webhookObserver: () => webhookMeter(registry),
    port: listening.port,
    require: (name, condition) => {
      conditions.set(name, condition)
    },
    allStarted: () => void conditions.delete('start'),
    tellShared: (about) => {
      shared = sharedGauges(registry, { ...about, redis })
    },
    close: async () => {
      await listening.close()
      await shared?.close()
      redis.disconnect()
    },
  }
}

const READY_MS = 1_000

const answers = (redis: Redis): Promise<string | undefined> =>
  whenReady(redis, READY_MS)
    .then(() => redis.ping())
    .then(
      () => undefined,
      () => 'away: check that it runs and that `redis:` or REDIS_URL names it',
    )
