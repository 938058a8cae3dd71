import { inventoryOf } from '../config/inventory.ts'
import { loadConfig } from '../config/load.ts'
import { digestLines, digestTitle } from '../monitor/digest-words.ts'
import { sumUp } from '../queue/digest.job.ts'
import { EXIT } from './exit.ts'
import { withRedis } from './with-redis.ts'

const DAY_MS = 86_400_000

/** `ssh-medic digest`: what happened in the last days, as the weekly digest tells it. */
export async function digest({ config, days }: { config?: string; days: number }): Promise<number> {
  const hosts = inventoryOf(loadConfig(config))
  const now = Date.now()
  const found = await withRedis(config, (redis) => sumUp({ redis, hosts }, now - days * DAY_MS, now))
  process.stdout.write(`${[digestTitle(found), ...digestLines(found)].join('\n')}\n`)
  return EXIT.ok
}
