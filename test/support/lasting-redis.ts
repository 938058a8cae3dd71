import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '../../src/demo/free-port.ts'

/** A real Redis server that keeps what it was told, also when it is killed; it can be started again at the same address. */
export async function lastingRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-lasting-'))
  const port = await freePort()
  const settings = [
    '--port',
    String(port),
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
  ]
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const run = () => spawn('redis-server', settings, { stdio: 'ignore' })
  let server = run()
  await redis.ping()
  const kill = async () => {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    redis,
    kill,
    start: async () => {
      server = run()
      await redis.ping()
    },
    close: async () => {
      redis.disconnect()
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
