import type { Redis } from 'ioredis'
import type { Alert } from '../../src/domain/alert.ts'
import { openAlert } from '../../src/store/alerts.ts'
import { gather } from '../../src/store/gathering.ts'
import { replaceWatched } from '../../src/store/watched.ts'

/** Opens an alert as the keeper does: of hosts that the watch sees failing, and that were gathered. */
export async function openGathered(redis: Redis, alert: Alert): Promise<void> {
  for (const { name: host, vantage, since: at } of alert.hosts) {
    const before = { text: null, watched: undefined }
    await replaceWatched(redis, vantage, [{ host, before, after: { phase: 'firing', seen: ['down'], turnedAt: [] } }])
    await gather(redis, host, () => ({ id: host, host, vantage, at, sinceMs: 0, source: 'watch', reports: {} }))
  }
  if (!(await openAlert(redis, alert))) throw new Error(`${alert.id} is not open`)
}
