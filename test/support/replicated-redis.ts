import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '../../src/demo/free-port.ts'
import { eventually } from './eventually.ts'
import { relayTo } from './relay.ts'

/** Whether this machine has a real Redis server: the one in JavaScript has no replicas. */
export const hasRedisServer = (): boolean => spawnSync('redis-server', ['--version']).status === 0

interface Server {
  port: number
  redis: Redis
  process: ChildProcess
}

/** Two real Redis servers, one a replica of the other, behind one address that leads to whichever is the primary. */
export async function replicatedRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-replicated-'))
  let primary = await startServer()
  let replica = await startReplica()
  let relay = relayTo(primary.port)
  const port = await relay.open()

  async function startServer(): Promise<Server> {
    const own = await freePort()
    const settings = ['--port', String(own), '--dir', folder, '--save', '', '--appendonly', 'no']
    const process = spawn('redis-server', [...settings, '--repl-diskless-sync-delay', '0'], { stdio: 'ignore' })
    const redis = new Redis(own, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null })
    redis.on('error', () => {})
    await redis.ping()
    return { port: own, redis, process }
  }
  async function startReplica(): Promise<Server> {
    const server = await startServer()
    await server.redis.replicaof('127.0.0.1', primary.port)
    await eventually(async () => expectUp(await server.redis.info('replication')), 20_000)
    return server
  }
  async function end({ process, redis }: Server): Promise<void> {
    redis.disconnect()
    const ended = once(process, 'exit')
    process.kill('SIGKILL')
    await ended
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    /** The replica itself, past the address that leads to the primary. */
    replicaUrl: () => `redis://127.0.0.1:${replica.port}`,
    /** The replica hears no more: what is written from now on is lost with the primary. */
    cutReplica: () => replica.redis.replicaof('NO', 'ONE'),
    /** The primary dies, and its replica takes over with what it has heard. */
    failOver: async () => {
      await relay.close()
      await end(primary)
      primary = replica
      await primary.redis.replicaof('NO', 'ONE')
      replica = await startReplica()
      relay = relayTo(primary.port)
      await relay.open(port)
    },
    close: async () => {
      await relay.close()
      await Promise.all([end(primary), end(replica)])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function expectUp(info: string): void {
  if (!info.includes('master_link_status:up')) throw new Error('the replica has not caught up yet')
}
