import type { Redis } from 'ioredis'
import type { Alert } from '../../src/domain/alert.ts'
import { openAlert } from '../../src/store/alerts.ts'
import { gather } from '../../src/store/gathering.ts'

/** Opens an alert as the keeper does: of hosts that were gathered. */
export async function openGathered(redis: Redis, alert: Alert): Promise<void> {
  for (const { name: host, vantage, since: at } of alert.hosts)
    await gather(redis, host, () => ({ id: host, host, vantage, at, sinceMs: 0, source: 'watch', reports: {} }))
  if (!(await openAlert(redis, alert))) throw new Error(`${alert.id} is not open`)
}
