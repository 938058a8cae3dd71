import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { type NewestRun, newestRuns } from '../store/failing.ts'
import { type OwnRun, ownRuns } from '../store/own-runs.ts'
import { openRequests } from '../store/requests.ts'
import { threadStore } from '../store/threads.ts'
import { readWorkers } from '../store/workers.ts'
import { actionQueue, checkQueue } from './queues.ts'

/** A vantage as it is right now. */
export interface VantageState {
  vantage: string
  /** The version of each worker that is alive; undefined where one does not say. */
  versions: (string | undefined)[]
  checks: { waiting: number; active: number }
  changes: { waiting: number; active: number }
}

/** Where a run's thread is in Slack. */
export interface ThreadPlace {
  channel: string
  ts: string
  /** The message that it hangs under, when it was asked for inside a thread. */
  threadTs?: string
}

/** What somebody sees who only looks. Every call fails with `QueueAway` within a second when Redis is away. */
export interface Overviews {
  /** The newest check of each host. */
  newestRuns(): Promise<NewestRun[]>
  /** The last checks that somebody asked for. */
  ownRuns(userId: string): Promise<OwnRun[]>
  /** Ids of requests that wait for approvals, the oldest first. */
  openRequests(): Promise<string[]>
  /** Whether a worker of the vantage would obey our orders; told no only by workers that are alive. */
  mayObey(vantage: string): Promise<boolean>
  /** Whether a worker of the vantage is up that has this host in its own inventory, as far as it tells. */
  canCheck(vantage: string, host: string): Promise<boolean>
  vantageStates(vantages: readonly string[]): Promise<VantageState[]>
  /** Where the threads of these runs are, as far as they were posted. */
  placesOf(runIds: readonly string[]): Promise<Map<string, ThreadPlace>>
}

export interface OverviewOptions {
  redis: Redis
  queueOf: (name: string) => Queue
  /** The key that orders are signed with. */
  keyId: string | undefined
  /** Runs a call, or fails within a second when Redis is away. */
  quickly: <T>(work: () => Promise<T>) => Promise<T>
}

export function createOverviews({ redis, queueOf, keyId, quickly }: OverviewOptions): Overviews {
  const depthOf = async (name: string) => {
    const { waiting = 0, active = 0 } = await queueOf(name).getJobCounts('waiting', 'active')
    return { waiting, active }
  }
  const stateOf = async (vantage: string): Promise<VantageState> => {
    const [workers, checks, changes] = await Promise.all([
      readWorkers(redis, vantage),
      depthOf(checkQueue(vantage)),
      depthOf(actionQueue(vantage)),
    ])
    return { vantage, versions: workers.map(({ note }) => note?.version), checks, changes }
  }
  return {
    newestRuns: () => quickly(() => newestRuns(redis)),
    ownRuns: (userId) => quickly(() => ownRuns(redis, userId)),
    openRequests: () => quickly(() => openRequests(redis, Date.now())),
    mayObey: (vantage) => quickly(() => mayObey(redis, vantage, keyId)),
    canCheck: (vantage, host) => quickly(() => canCheck(redis, vantage, host)),
    vantageStates: (vantages) => quickly(() => Promise.all(vantages.map(stateOf))),
    placesOf: (runIds) => quickly(() => placesOf(redis, runIds)),
  }
}

/** A worker of an older version tells nothing of itself: it may have the host. */
const canCheck = async (redis: Redis, vantage: string, host: string): Promise<boolean> =>
  (await readWorkers(redis, vantage)).some(({ note }) => note === undefined || note.hosts.includes(host))

/** One that says nothing of itself is of an older version, and may obey. */
async function mayObey(redis: Redis, vantage: string, keyId: string | undefined): Promise<boolean> {
  if (keyId === undefined) return false
  const workers = await readWorkers(redis, vantage)
  return workers.length === 0 || workers.some(({ note }) => note === undefined || note.keyIds.includes(keyId))
}

async function placesOf(redis: Redis, runIds: readonly string[]): Promise<Map<string, ThreadPlace>> {
  const threads = threadStore(redis)
  const places = await Promise.all(
    [...new Set(runIds)].map(async (runId) => [runId, await threads.placeOf(runId)] as const),
  )
  return new Map(places.flatMap(([runId, place]) => (place ? [[runId, place] as const] : [])))
}
