import type { Redis } from 'ioredis'
import { type Around, away, type Exam, note, orRight, type Result, right, wrong } from './exam.ts'

/** What BullMQ and our scripts need. */
const LEAST = [6, 2] as const
const ALMOST_FULL = 0.9

/** Whether Redis keeps what people were promised. */
export const redis: Exam = {
  id: 'redis',
  title: 'Redis',
  examine: async ({ redis: opened, config }) => {
    if ('failed' in opened) return opened.failed
    const started = performance.now()
    const info = await askInfo(opened.ok)
    const saves = await askSaves(opened.ok)
    const ms = Math.max(1, Math.round(performance.now() - started))
    if (!info)
      return [
        right(`it answers within ${ms} ms`),
        note('it does not tell how it is set up (INFO is not allowed)', HOSTED),
      ]
    const version = info.get('valkey_version') ?? info.get('redis_version') ?? 'unknown'
    const results = [
      ...versionOf(info),
      ...memoryOf(info),
      ...persistenceOf(info, saves),
      ...replicationOf(info),
      ...exposed(config),
    ]
    return orRight(results, `version ${version}, noeviction, ${keeps(info)}, answers within ${ms} ms`)
  },
}

const HOSTED =
  'See in your provider’s settings that maxmemory-policy is noeviction and that it keeps an append-only file.'

type Info = ReadonlyMap<string, string>

async function askInfo(redis: Redis): Promise<Info | undefined> {
  try {
    const text = await redis.info()
    return new Map(
      text.split(/\r?\n/).flatMap((line) => {
        const [, key = '', value = ''] = /^([a-z0-9_]+):(.*)$/.exec(line) ?? []
        return key === '' ? [] : [[key, value] as const]
      }),
    )
  } catch {
    return undefined // A hosted Redis may forbid it; whether it answers at all was asked before.
  }
}

/** When snapshots are taken; '' for never, undefined where it is not told. */
async function askSaves(redis: Redis): Promise<string | undefined> {
  try {
    const [, schedule] = (await redis.config('GET', 'save')) as string[]
    return schedule
  } catch {
    return undefined
  }
}

function versionOf(info: Info): Result[] {
  const version = info.get('redis_version') ?? ''
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (version === '' || major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return []
  return [wrong(`version ${version} is too old`, `Install Redis ${LEAST.join('.')} or newer (7 is better), or Valkey.`)]
}

function memoryOf(info: Info): Result[] {
  const policy = info.get('maxmemory_policy')
  const [used, most] = [Number(info.get('used_memory') ?? 0), Number(info.get('maxmemory') ?? 0)]
  const evicts = wrong(
    `maxmemory-policy is ${policy}: once it is full it throws away jobs, threads and the audit log`,
    'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.',
  )
  const full = wrong(
    `${Math.round((100 * used) / most)} % of its memory is used: full, it takes no more jobs`,
    'Raise maxmemory in redis.conf (CONFIG SET maxmemory SIZE until then).',
  )
  return [
    ...(policy !== undefined && policy !== 'noeviction' ? [evicts] : []),
    ...(most > 0 && used / most > ALMOST_FULL ? [full] : []),
  ]
}

const APPEND = 'redis-cli CONFIG SET appendonly yes, and the same in redis.conf.'
const appends = (info: Info) => info.get('aof_enabled') === '1'
const keeps = (info: Info) => (appends(info) ? 'append-only file' : 'snapshots')

function persistenceOf(info: Info, saves: string | undefined): Result[] {
  if (info.get('aof_last_write_status') === 'err' || info.get('rdb_last_bgsave_status') === 'err')
    return [
      wrong(
        'it could not write to its disk',
        'Look at its log, and make room on its disk or mend the rights of its data directory.',
      ),
    ]
  if (appends(info)) return []
  // Where the schedule is not told, that there was a snapshot has to do.
  if (saves ?? info.get('rdb_last_bgsave_time_sec') !== '-1')
    return [
      note('it keeps snapshots only: a crash loses minutes, and what was ordered within them has no result', APPEND),
    ]
  return [wrong('it keeps nothing on disk: a restart loses queue, threads, approvals and the audit log', APPEND)]
}

function replicationOf(info: Info): Result[] {
  if (info.get('role') !== 'slave') return []
  const primary = `${info.get('master_host')}:${info.get('master_port')}`
  return [
    wrong(
      `this is a replica of ${primary}, which takes no jobs`,
      `Name the primary by redis: or REDIS_URL (${primary}), or an address that follows it.`,
    ),
  ]
}

function exposed({ redis: configured }: Around['config']): Result[] {
  const url = new URL(process.env.REDIS_URL || configured || 'redis://127.0.0.1')
  if (/^(localhost|127\..*|\[::1\])$/.test(url.hostname)) return []
  const bare = wrong(
    `${url.hostname} asks for no password: who reaches it can put words into threads`,
    'Set requirepass (or an ACL user) there, and write redis://:PASSWORD@HOST.',
  )
  const open = note(
    'its traffic, the password included, is not encrypted',
    'Use rediss:// where it leaves the machine or a trusted network.',
  )
  return [...(url.password === '' ? [bare] : []), ...(url.protocol === 'redis:' ? [open] : [])]
}

export const redisAway = (cause: unknown): Result[] => [
  away(
    `Redis does not answer (${cause instanceof Error ? cause.message : String(cause)})`,
    'Check that it runs and that redis: or REDIS_URL names it, with its password: redis-cli -u URL ping.',
  ),
]
