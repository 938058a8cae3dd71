import { hostname, userInfo } from 'node:os'
import type { Redis } from 'ioredis'
import { ConfigError, expandHome } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import type { ActionReport } from '../domain/message.ts'
import type { CarryOut } from '../remedies/carry-out.ts'
import { EXIT, Stop } from './exit.ts'
import { connectRedis, findRedis } from './with-redis.ts'

/** What is to be done, as the record names it. */
export interface Deed extends Pick<CarryOut, 'args' | 'direction'> {
  orderId: string
  remedy: string
  host: string
  vantage: string
}

/** What a fix at a terminal shares with the others: the pause holds it, and it is on record. */
export interface FixGuard {
  /** Why nothing may be changed now; undefined when it may. */
  hold(): Promise<string | undefined>
  begun(): Promise<void>
  ended(report: Pick<ActionReport, 'outcome' | 'detail' | 'at'> & Partial<ActionReport>): Promise<void>
  close(): void
}

/** Without a Redis nobody can pause, and there is no record. */
const UNGUARDED: FixGuard = {
  hold: async () => undefined,
  begun: async () => {},
  ended: async () => {},
  close: () => {},
}

const GO_ON =
  'Nothing was changed. Where the host cannot wait, a configuration without `redis:` (and no REDIS_URL) asks nobody.'

/** Ends the command when nobody can tell whether changes are paused. */
export async function openFixGuard(config: Config, configFile: string | undefined, deed: Deed): Promise<FixGuard> {
  const url = await findRedis(configFile)
  if (url === undefined) return UNGUARDED
  const redis = await connectRedis(url).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Stop(EXIT.unavailable, `nobody can tell whether changes are paused. ${why}. ${GO_ON}`, { cause })
  })
  try {
    return await guardOn(redis, config, deed)
  } catch (error) {
    redis.disconnect()
    throw error
  }
}

async function guardOn(redis: Redis, config: Config, deed: Deed): Promise<FixGuard> {
  const [{ lastWord }, { appendAudit }] = await Promise.all([import('../queue/switch.ts'), import('../store/audit.ts')])
  const opener = await openerOf(config)
  const by = `${userInfo().username}@${hostname()}`
  const { remedy, host, vantage, args, direction, orderId } = deed
  const facts = { by, orderId, host, vantage, remedy, args: { ...args }, direction }
  return {
    hold: () => lastWord(redis, opener).catch(() => 'nobody can tell whether changes are paused (Redis is away)'),
    begun: async () => {
      const at = new Date().toISOString()
      const detail = 'Ordered at a terminal.'
      await appendAudit(redis, `${orderId}:ordered`, { event: 'ordered', at, ...facts, detail }).catch(unrecorded)
    },
    ended: async ({ outcome, detail, at, command = '', ran }) => {
      const event = outcome === 'refused' ? 'refused' : 'result'
      const seen = { outcome, detail, command, ...(ran && { ran }) }
      await appendAudit(redis, `${orderId}:result`, { event, at, ...facts, ...seen })
    },
    close: () => redis.disconnect(),
  }
}

/** What cannot be put on record is not done. */
function unrecorded(cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause)
  throw new Stop(EXIT.unavailable, `it cannot be put on record (${why}). ${GO_ON}`, { cause })
}

/** Who can tell the bot's seal here: whoever has a key of it. */
async function openerOf({ signing: { publicKeyFiles, privateKeyFile } }: Config) {
  const { loadSigner, loadVerifier } = await import('../queue/signing.ts')
  try {
    if (publicKeyFiles.length > 0) return loadVerifier(publicKeyFiles.map(expandHome))
    return privateKeyFile === undefined ? undefined : loadSigner(expandHome(privateKeyFile))
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** Ends the command when something holds the fix already: nobody is asked, and no host is visited in vain. */
export async function stopIfHeld({ hold }: FixGuard): Promise<void> {
  const held = await hold()
  if (held !== undefined) throw new Stop(EXIT.refused, `not done, because ${held}. ${GO_ON}`)
}
