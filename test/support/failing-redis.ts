import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '../../src/demo/free-port.ts'

/** Whether this machine has a real Redis server: the one in JavaScript remembers nothing that it could come back with. */
export const hasRedisServer = (): boolean => spawnSync('redis-server', ['--version']).status === 0

/** A real Redis server that can be killed and started again on what it had written down by then. */
export async function failingRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-failing-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const settings = ['--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'yes']
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    server = spawn('redis-server', [...settings, '--appendfsync', 'everysec'], { stdio: 'ignore' })
    const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null })
    redis.on('error', () => {})
    await redis.ping()
    redis.disconnect()
  }
  async function kill(): Promise<void> {
    if (!server || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url,
    start,
    kill,
    close: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
