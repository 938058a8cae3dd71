import type { Redis } from 'ioredis'
import type { Alert } from '../../src/domain/alert.ts'
import { opened } from '../../src/monitor/changes.ts'
import { openGathered } from '../support/opened-alert.ts'
import { OPS } from './team.ts'

/** Ten minutes ago. */
export const AT = new Date(Date.now() - 600_000).toISOString()

/** An alert of these hosts, as the watch opens one. */
export async function alarm(redis: Redis, ...names: string[]): Promise<Alert> {
  const facts = { vantage: 'bastion-a', address: '10.0.0.5', since: AT, symptom: 'connection refused' }
  const alert = opened(
    {
      ...{ id: 'alert-1', severity: 'warning', source: 'watch', place: { channel: OPS } },
      hosts: names.map((name) => ({ name, ...facts })),
      ...(names.length > 1 && { common: { kind: 'network', value: '10.0.0.0/24' } as const }),
    },
    AT,
  )
  await openGathered(redis, alert)
  return alert
}
