import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Redis } from 'ioredis'
import { startPrivate } from './private-redis.ts'

export interface ProvidedRedis {
  url: string
  kind: 'configured' | 'private' | 'embedded'
  /** Ends a server that was started here; one that was configured is left alone. */
  close(): Promise<void>
}

export interface RedisWanted {
  /** What the configuration names; REDIS_URL goes before it. */
  url?: string | undefined
  /** Where a private server keeps its data; made when missing. */
  dataDirectory: string
  /** Whether a Redis in JavaScript will do when there is no other: it forgets everything when it ends. */
  embedded?: 'allowed' | 'forbidden'
  env?: NodeJS.ProcessEnv
  /** Hears what somebody should know, such as that nothing survives a restart. */
  warn?: (text: string) => void
}

const NO_REDIS =
  'No Redis: install one (apt install redis-server, dnf install valkey, brew install redis), ' +
  'or name one by `redis:` in the configuration or by REDIS_URL.'
const FORGETFUL =
  'This is a Redis in JavaScript, for trying things out: queue, runs and audit log are LOST when it ends. ' +
  'Install redis-server or valkey-server to keep them.'

/** A Redis to work with: the configured one, else a private server of this machine, else (where allowed) one in JavaScript. */
export async function provideRedis(wanted: RedisWanted): Promise<ProvidedRedis> {
  const env = wanted.env ?? process.env
  const configured = env.REDIS_URL || wanted.url
  if (configured) return { url: configured, kind: 'configured', close: async () => {} }
  const program = findServer(env.PATH ?? '')
  if (program) return { kind: 'private', ...(await startPrivate(program, wanted.dataDirectory)) }
  if (wanted.embedded !== 'allowed') throw new Error(NO_REDIS)
  const warn = wanted.warn ?? console.error
  warn(FORGETFUL)
  return startEmbedded()
}

/** The server that this machine has, in one of these folders. */
export function findServer(path: string): string | undefined {
  const folders = path.split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')]).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function startEmbedded(): Promise<ProvidedRedis> {
  const { createRedisMock } = await import('js-redis-server')
  const server = await createRedisMock()
  // Its first script takes most of a second: better now than while somebody in Slack waits.
  const redis = new Redis(server.url)
  await redis.eval('return 1', 0)
  redis.disconnect()
  return { url: server.url, kind: 'embedded', close: () => server.close() }
}
