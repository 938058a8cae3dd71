import { type Job, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Config, Host } from '../config/schema.ts'
import { TICK_MS, watchlist } from '../monitor/watchlist.ts'
import { hasNetwork } from '../probes/own-network.ts'
import { spareClaims } from '../store/redis-budget.ts'
import { redisClock } from '../store/redis-clock.ts'
import { openQueue, type Pickup, sweepQueue, workerOptions } from './queues.ts'
import { runOpinion, runSweep, type SweepSurroundings } from './sweep.job.ts'

const SWEEP = 'sweep'
export const OPINION = 'opinion'
/** A sweep that lasts must not keep another vantage waiting for an opinion. */
const AT_ONCE = 4
/** Finished sweeps say nothing more: their note is kept with the vantage. */
const FORGET = { removeOnComplete: true, removeOnFail: 100 }

export interface SweepSettings {
  config: Config
  hosts: readonly Host[]
  redis: Redis
  pickup: Pickup
  onError: (error: Error) => void
  /** For tests, whose servers stand on loopback and whose time is short. */
  tickMs?: number
  lookTimeoutMs?: number
  spare?: SweepSurroundings['spare']
}

/** Sweeps the hosts that this vantage watches until closed: one of its workers at a time does each tick. */
export async function startSweep(settings: SweepSettings): Promise<{ close(): Promise<void> }> {
  const { config, hosts, redis, pickup, onError, tickMs = TICK_MS } = settings
  const { vantage, watch } = config
  const mine = watchlist(watch, hosts, vantage).filter((one) => one.vantage === vantage)
  const queue = openQueue(sweepQueue(vantage), redis)
  const schedule = async () => {
    if (mine.length > 0) await queue.upsertJobScheduler(SWEEP, { every: tickMs }, { name: SWEEP, opts: FORGET })
    else await queue.removeJobScheduler(SWEEP)
  }
  await schedule()
  // A Redis that comes back may be another one, or have lost all: then nobody would sweep.
  const again = () => void schedule().catch(onError)
  redis.on('ready', again)
  const clock = redisClock(redis)
  const surroundings: SweepSurroundings = {
    redis,
    vantage,
    watch: { canaries: watch?.canaries ?? [] },
    watched: mine,
    spare: settings.spare ?? spareClaims(redis, vantage),
    tickMs,
    ...(settings.lookTimeoutMs !== undefined && { lookTimeoutMs: settings.lookTimeoutMs }),
    hasNetwork,
    now: Date.now,
    redisMs: () => clock.inMs(0),
  }
  const inventory = new Map(hosts.map((host) => [host.name, host]))
  const process = async (job: Job) =>
    job.name === OPINION ? runOpinion(job.data, surroundings, inventory) : runSweep(dueAt(job), surroundings)
  const worker = new Worker(sweepQueue(vantage), process, workerOptions(redis, AT_ONCE, pickup))
  worker.on('error', onError)
  worker.on('failed', (_job, error) => onError(error))
  await worker.waitUntilReady()
  return {
    close: async () => {
      redis.off('ready', again)
      await worker.close()
      await queue.close()
    },
  }
}

/** When the scheduler wanted it to be done: it adds each job as soon as the one before begins. */
const dueAt = ({ timestamp, opts }: Job): number => timestamp + (opts.delay ?? 0)
