import { beforeEach, describe, expect, it } from 'vitest'
import { type AuditEvent, appendAudit, brokenAt, readAudit } from '../../src/store/audit.ts'
import { sharedRedis } from '../support/redis.ts'

const event = (orderId: string): AuditEvent => ({
  orderId,
  runId: 'run-1',
  host: 'web-01',
  vantage: 'bastion-a',
  remedy: 'fail2ban-unban',
  args: { jail: 'sshd', ip: '203.0.113.7' },
  direction: 'do',
  requestedBy: 'U1',
  approvedBy: ['U2'],
  command: 'sudo -n true',
  outcome: 'verified',
  detail: 'd',
  at: '2026-11-21T06:00:00.000Z',
})

describe.each(['any', 'embedded'] as const)('the audit log on Redis (%s)', async (wanted) => {
  const { redis } = await sharedRedis(wanted)
  beforeEach(async () => {
    await redis.flushall()
  })

  it('keeps one whole chain while many workers append', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => appendAudit(redis, `k${i}`, event(`o${i}`))))
    const entries = await readAudit(redis)
    expect(entries).toHaveLength(20)
    expect(brokenAt(entries)).toBeUndefined()
  })

  it('takes an event once', async () => {
    await appendAudit(redis, 'same', event('o1'))
    await appendAudit(redis, 'same', event('o1'))
    expect(await readAudit(redis)).toHaveLength(1)
  })

  it.each([
    [
      'altered',
      (entries: AuditEvent[]) => entries.map((entry, i) => (i === 1 ? { ...entry, requestedBy: 'U9' } : entry)),
      1,
    ],
    [
      'altered inside its arguments',
      (entries: AuditEvent[]) => entries.map((entry, i) => (i === 2 ? { ...entry, args: {} } : entry)),
      2,
    ],
    ['removed', (entries: AuditEvent[]) => entries.toSpliced(1, 1), 1],
    ['put first', (entries: AuditEvent[]) => entries.toReversed(), 0],
  ])('shows where an entry was %s', async (_how, tamper, index) => {
    for (const id of ['o1', 'o2', 'o3']) await appendAudit(redis, id, event(id))
    const tampered = tamper(await readAudit(redis)) as Awaited<ReturnType<typeof readAudit>>
    expect(brokenAt(tampered)).toBe(index)
  })
})
