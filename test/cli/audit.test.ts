import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { auditExport, auditVerify } from '../../src/cli/audit.ts'
import { type AuditEvent, appendAudit, complaintAbout, readAudit, readAuditTail } from '../../src/store/audit.ts'
import { sharedRedis } from '../support/redis.ts'

const { redis, url } = await sharedRedis()
const event = (detail: string): AuditEvent => ({ event: 'ordered', at: '2026-11-21T06:00:00.000Z', by: 'U1', detail })

async function printed(run: () => Promise<number>): Promise<{ status: number; text: string }> {
  vi.stubEnv('REDIS_URL', url)
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  onTestFinished(() => void write.mockRestore())
  const status = await run()
  const text = write.mock.calls.map(([one]) => String(one)).join('')
  write.mockRestore()
  return { status, text }
}

/** The entries as they lie in Redis. */
const ORDERED: Record<string, string> = {}

beforeEach(async () => {
  await redis.flushall()
  for (const detail of ['one', 'two', 'three']) {
    await appendAudit(redis, detail, event(detail))
    ORDERED[detail] = (await redis.lindex('ssh-medic:audit', -1)) ?? ''
  }
})

describe('ssh-medic audit', () => {
  it('says that a whole log is whole, with its last entry to note elsewhere', async () => {
    const { status, text } = await printed(() => auditVerify({}))
    const [, , last] = await readAudit(redis)
    expect(status).toBe(0)
    expect(text).toContain(`Whole: 3 entries`)
    expect(text).toContain(`--anchor 3:${last?.hash}`)
  })

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'changed',
      async () =>
        redis.lset('ssh-medic:audit', 1, ((await redis.lindex('ssh-medic:audit', 1)) ?? '').replace('two', '2')),
      'entry 2 of 3',
    ],
    ['spoilt', () => redis.lset('ssh-medic:audit', 2, 'no JSON'), 'entry 3 of 3'],
    ['put in place of another', () => redis.lset('ssh-medic:audit', 1, 'null'), 'entry 2 of 3'],
    ['added without a hash', () => redis.rpush('ssh-medic:audit', '{"detail":"four"}'), 'entry 4 of 4'],
    ['taken out', () => redis.lrem('ssh-medic:audit', 1, ORDERED.two ?? ''), 'entry 2 of 2'],
    ['taken off the end', () => redis.rpop('ssh-medic:audit'), 'taken off its end'],
    ['all gone', () => redis.del('ssh-medic:audit'), 'ends after entry 0'],
  ])('names the entry that was %s, with exit status 1', async (_how, tamper, message) => {
    await tamper()
    const { status, text } = await printed(() => auditVerify({}))
    expect([status, text]).toEqual([1, expect.stringContaining(message)])
  })

  it('tells by an anchor that the end was cut off together with the memory of it', async () => {
    const [, second, third] = await readAudit(redis)
    const anchor = `3:${third?.hash.slice(0, 16)}`
    expect((await printed(() => auditVerify({ anchor: [anchor] }))).status).toBe(0)
    await redis.rpop('ssh-medic:audit')
    await redis.set('ssh-medic:audit:tail', second?.hash ?? '')
    expect((await printed(() => auditVerify({}))).status).toBe(0)
    expect((await printed(() => auditVerify({ anchor: [anchor] }))).text).toContain('entry 3 is gone')
  })

  it('tells by an anchor that the log was written anew', async () => {
    const anchor = { entry: 2, hash: (await readAudit(redis))[1]?.hash ?? '' }
    await redis.flushall()
    for (const detail of ['one', 'another', 'three']) await appendAudit(redis, detail, event(detail))
    const complaint = complaintAbout(await readAudit(redis), await readAuditTail(redis), [anchor])
    expect(complaint).toContain('was written anew')
  })

  it('refuses what is no anchor', async () => {
    await expect(auditVerify({ anchor: ['yesterday'] })).rejects.toThrow('as in 12:')
  })

  it('exports an entry a line, or one list', async () => {
    const lines = (await printed(() => auditExport({}))).text.trim().split('\n')
    expect(lines.map((text) => JSON.parse(text).detail)).toEqual(['one', 'two', 'three'])
    const list = JSON.parse((await printed(() => auditExport({ json: true }))).text)
    expect(list).toEqual(await readAudit(redis))
  })
})
