import { hostname } from 'node:os'
import { type Job, WaitingError, Worker } from 'bullmq'
import type { Config, Host } from '../config/schema.ts'
import { VERSION } from '../domain/version.ts'
import type { Budget } from '../probes/tools.ts'
import { workerRedis } from '../store/redis-client.ts'
import { signIn, signOut, type WorkerNote, workerId } from '../store/workers.ts'
import { type ActionSurroundings, runAction } from './action.job.ts'
import { type Begun, begunInMemory } from './begun.ts'
import { type CheckSurroundings, giveUpCheck, runCheck } from './check.job.ts'
import type { Observer } from './observer.ts'
import { openOutbox } from './outbox.ts'
import { actionQueue, checkQueue, type Pickup, QUICK_PICKUP, workerOptions } from './queues.ts'
import { loadVerifier, type Verifier } from './signing.ts'
import { type SweepSettings, startSweep } from './sweep.ts'
import { switchReader } from './switch.ts'

const CHECKS_AT_ONCE = 20
const ACTIONS_AT_ONCE = 5
const SIGN_IN_EVERY_MS = 5_000
const GRACE_MS = 20_000

export interface WorkerSettings {
  config: Config
  hosts: readonly Host[]
  redisUrl: string
  /** Keeps the checks of all workers of the vantage polite. */
  budget: Budget
  /** Whose orders are carried out; by default those of `signing.publicKeyFiles`. */
  verifier?: Verifier
  /** Remembers which orders were begun; by default for as long as the process lives. */
  begun?: Begun
  /** Ends the worker at once: what it was checking goes back to the queue. */
  signal?: AbortSignal
  pickup?: Pickup
  /** Hears how checks and actions ended. */
  observer?: Pick<Observer, 'checked' | 'acted'>
  /** How the watch sweeps, where that is not as usual: for tests. */
  sweep?: Pick<SweepSettings, 'tickMs' | 'lookTimeoutMs' | 'spare'>
  onError?: (error: Error) => void
}

export interface RunningWorker {
  /** Whether it takes jobs from its queues. */
  takesJobs(): boolean
  /** Takes no more jobs, lets those under way end (20 s at most), and leaves. */
  close(): Promise<void>
}

/** Serves the checks and actions of the configuration's vantage until closed. Resolves when it takes jobs. */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const { config, redisUrl, pickup = QUICK_PICKUP, onError = () => {} } = settings
  const { vantage } = config
  const redis = workerRedis(redisUrl, onError)
  const outbox = openOutbox(redis)
  const shared = {
    redis,
    outbox,
    vantage,
    hosts: new Map(settings.hosts.map((host) => [host.name, host])),
    tools: { knownHosts: config.knownHosts, budget: settings.budget },
    onError,
    ...(settings.observer && { observer: settings.observer }),
  }
  const verifier = settings.verifier ?? loadVerifier(config.signing.publicKeyFiles)
  const stop = new AbortController()
  const checks = serveChecks(shared, stop.signal, workerOptions(redis, CHECKS_AT_ONCE, pickup))
  const guard = {
    verifier,
    policy: config.policy,
    paused: switchReader(redis, verifier),
    begun: settings.begun ?? begunInMemory(),
    rescueAfterS: config.timedUndoSeconds,
  }
  const actions = serveActions({ ...shared, ...guard }, workerOptions(redis, ACTIONS_AT_ONCE, pickup))
  const sweep = await startSweep({ config, hosts: settings.hosts, redis, pickup, onError, ...settings.sweep })
  const leave = await stayPresent(shared, verifier.keyIds)
  await Promise.all([checks.waitUntilReady(), actions.waitUntilReady()])

  const close = once(async () => {
    const grace = setTimeout(() => stop.abort(), settings.signal?.aborted ? 0 : GRACE_MS)
    await leave()
    await Promise.all([checks.close(), actions.close(), sweep.close()])
    clearTimeout(grace)
    await outbox.close()
    redis.disconnect()
  })
  settings.signal?.addEventListener('abort', () => void close(), { once: true })
  const takesJobs = () => [checks, actions].every((one) => one.isRunning() && !one.isPaused())
  return { takesJobs, close }
}

function serveChecks(
  shared: CheckSurroundings,
  signal: AbortSignal,
  options: ReturnType<typeof workerOptions>,
): Worker {
  const process = async (job: Job, token?: string) => {
    try {
      await runCheck(job.data, shared, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      await job.moveToWait(token) // We are leaving: another worker shall have it.
      throw new WaitingError()
    }
  }
  const worker = new Worker(checkQueue(shared.vantage), process, options)
  worker.on('error', shared.onError)
  worker.on('failed', (job) => {
    if (job) giveUpCheck(job.data, shared).catch(shared.onError)
  })
  return worker
}

function serveActions(surroundings: ActionSurroundings, options: ReturnType<typeof workerOptions>): Worker {
  const process = async ({ id = '', data }: Job) => runAction({ id, data }, surroundings)
  const worker = new Worker(actionQueue(surroundings.vantage), process, options)
  worker.on('error', surroundings.onError)
  return worker
}

/** Counts as a worker of the vantage from now on, and says what it is. Returns how to leave. */
async function stayPresent(
  { redis, vantage, hosts, onError }: CheckSurroundings,
  keyIds: readonly string[],
): Promise<() => Promise<void>> {
  const id = workerId(hostname())
  const note: WorkerNote = { id, version: VERSION, keyIds: [...keyIds], hosts: [...hosts.keys()] }
  const present = async () => {
    const before = Date.now()
    const redisMs = await signIn(redis, vantage, note)
    note.clockAheadMs = Math.round((before + Date.now()) / 2 - redisMs)
  }
  await present()
  const timer = setInterval(() => void present().catch(onError), SIGN_IN_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await signOut(redis, vantage, id).catch(onError)
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => {
    result ??= work()
    return result
  }
}
