import type { Redis } from 'ioredis'
import { historyOf, type PastRun } from '../store/history.ts'
import {
  forgetAddress,
  lastHosts,
  noteHost,
  type OwnAddress,
  type Owner,
  ownAddress,
  rememberAddress,
} from '../store/people.ts'

/** What makes asking easier next time. Every call fails with `QueueAway` within a second when Redis is away. */
export interface Memory {
  /** The address from which somebody said that they connect. */
  ownAddress(owner: Owner): Promise<OwnAddress | undefined>
  rememberAddress(owner: Owner, own: OwnAddress): Promise<void>
  /** Whether there was one to forget. */
  forgetAddress(owner: Owner): Promise<boolean>
  /** Notes that somebody asked about a host. */
  noteHost(owner: Owner, host: string): Promise<void>
  /** The hosts that somebody asked about, last first. */
  lastHosts(owner: Owner): Promise<string[]>
  /** The last checks of a host, newest first. */
  history(host: string): Promise<PastRun[]>
}

/** The memory on Redis. `quickly` runs a call, or fails within a second when Redis is away. */
export const createMemory = (redis: Redis, quickly: <T>(work: () => Promise<T>) => Promise<T>): Memory => ({
  ownAddress: (owner) => quickly(() => ownAddress(redis, owner)),
  rememberAddress: (owner, own) => quickly(() => rememberAddress(redis, owner, own)),
  forgetAddress: (owner) => quickly(() => forgetAddress(redis, owner)),
  noteHost: (owner, host) => quickly(() => noteHost(redis, owner, host, Date.now())),
  lastHosts: (owner) => quickly(() => lastHosts(redis, owner)),
  history: (host) => quickly(() => historyOf(redis, host)),
})
