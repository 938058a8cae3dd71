import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'

const START_TIMEOUT_MS = 10_000
const STOP_TIMEOUT_MS = 5_000

interface PrivateRedis {
  url: string
  close(): Promise<void>
}

/**
 * A Redis server of our own: on a free port of loopback, behind a random password, and with a data directory that keeps
 * everything for the next time. When one runs on that directory already it is used, and left to whoever started it:
 * two servers on one directory would spoil its files.
 */
export async function startPrivate(program: string, dataDirectory: string): Promise<PrivateRedis> {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const note = noteIn(dataDirectory)
  const running = await runningAt(note)
  if (running) return { url: running, close: async () => {} }

  const port = await freePort()
  const password = randomBytes(24).toString('hex')
  const url = `redis://:${password}@127.0.0.1:${port}`
  const server = spawn(program, ['-'], { stdio: ['pipe', 'ignore', 'ignore'] })
  server.stdin.on('error', () => {}) // A server that ends at once is noticed below.
  server.stdin.end(settings(port, password, dataDirectory)) // Not in its arguments: those are for all to see.
  await untilUp(server, url, `${program} did not start on ${dataDirectory}: look whether that directory can be written`)
  writeFileSync(note, url, { mode: 0o600 })
  return { url, close: ender(server, note) }
}

const settings = (port: number, password: string, dataDirectory: string) =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(dataDirectory)}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    '',
  ].join('\n')

/** The server ends with us, also when we leave by process.exit. */
function ender(server: ChildProcess, note: string): () => Promise<void> {
  const kill = () => server.kill('SIGTERM')
  process.once('exit', kill)
  return async () => {
    process.off('exit', kill)
    rmSync(note, { force: true })
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    kill()
    const late = setTimeout(STOP_TIMEOUT_MS, 'late' as const, { ref: false })
    if ((await Promise.race([ended, late])) === 'late') server.kill('SIGKILL')
  }
}

const noteIn = (dataDirectory: string) => join(dataDirectory, 'ssh-medic-redis.url')

/** The server that was started on this directory, if it still runs. */
export const runningPrivate = (dataDirectory: string): Promise<string | undefined> => runningAt(noteIn(dataDirectory))

async function runningAt(note: string): Promise<string | undefined> {
  try {
    const url = readFileSync(note, 'utf8')
    return (await answers(url)) ? url : undefined
  } catch {
    return undefined // No note: no server was left here.
  }
}

async function untilUp(server: ChildProcess, url: string, problem: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  let failure: Error | undefined
  server.once('error', (error) => {
    failure = error
  })
  while (Date.now() < deadline && !failure && server.exitCode === null) {
    if (await answers(url)) return
    await setTimeout(20)
  }
  server.kill('SIGKILL')
  throw new Error(problem, { cause: failure })
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 500,
    commandTimeout: 500,
  })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return (await redis.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
  return address.port
}
