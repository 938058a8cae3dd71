import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { audit } from '../../src/doctor/audit.ts'
import { bot } from '../../src/doctor/bot.ts'
import { clocks } from '../../src/doctor/clocks.ts'
import { queues } from '../../src/doctor/queues.ts'
import { workers } from '../../src/doctor/workers.ts'
import { VERSION } from '../../src/domain/version.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { switchKeeper } from '../../src/queue/switch.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { appendAudit } from '../../src/store/audit.ts'
import { recordIncident } from '../../src/store/incidents.ts'
import { signIn } from '../../src/store/workers.ts'
import { checkJob, workerNote } from '../queue/fixtures.ts'
import { sharedRedis } from '../support/redis.ts'
import { found, hostOf, withRedis } from './around.ts'

const { redis, url } = await sharedRedis()
const keys = ephemeralKeys()
const around = withRedis(redis)

beforeEach(async () => {
  await redis.flushall()
})

describe('clocks', () => {
  it('of a worker that has just signed in agree with those here', async () => {
    const worker = await startWorker({
      ...{ config: around.config, hosts: around.hosts, redisUrl: url, verifier: keys.verifier },
      budget: { take: async () => ({ waitedMs: 0 }) },
    })
    onTestFinished(() => worker.close())
    await signIn(redis, 'bastion-a', workerNote('w2:1', { clockAheadMs: -40 }))
    expect(await found(clocks, around)).toEqual([
      expect.stringMatching(/^right: this machine, Redis and [12] live workers agree within \d+ ms$/),
    ])
  })

  it.each([
    [45_000, 'wrong: the clock of worker bastion is 45.0 s ahead of that of Redis: orders are refused from 60 s on'],
    [-31_000, 'wrong: the clock of worker bastion is 31.0 s behind that of Redis: orders are refused from 60 s on'],
    [5_000, 'note: the clock of worker bastion is 5.0 s ahead of that of Redis'],
  ])('of a worker %i ms off are named', async (clockAheadMs, line) => {
    await signIn(redis, 'bastion-a', workerNote('bastion:1', { clockAheadMs }))
    expect(await found(clocks, around)).toContainEqual(line)
  })

  it('of this machine off are named', async () => {
    const real = Date.now
    vi.spyOn(Date, 'now').mockImplementation(() => real() + 40_000)
    onTestFinished(() => void vi.restoreAllMocks())
    expect(await found(clocks, around)).toEqual([
      expect.stringMatching(/^wrong: the clock of this machine is \d+\.\d s ahead/),
    ])
  })
})

describe('workers', () => {
  const botSigns = () => switchKeeper(redis, keys.signer).confirm()
  const good = { keyIds: [keys.signer.keyId] }

  it('that run, obey the bot and know its hosts are right in one line', async () => {
    await botSigns()
    await signIn(redis, 'bastion-a', workerNote('w:1', good))
    expect(await found(workers, around)).toEqual([`right: bastion-a has 1, all of version ${VERSION}`])
  })

  it('say themselves who they are when they start', async () => {
    await botSigns()
    const settings = {
      config: around.config,
      hosts: around.hosts,
      redisUrl: url,
      budget: { take: async () => ({ waitedMs: 0 }) },
    }
    const worker = await startWorker({ ...settings, verifier: keys.verifier })
    onTestFinished(() => worker.close())
    expect(await found(workers, around)).toEqual([`right: bastion-a has 1, all of version ${VERSION}`])
  })

  it('that are missing are named with the hosts that wait for them', async () => {
    const hosts = [hostOf('web-01'), hostOf('db-01', { vantage: 'bastion-b' })]
    await signIn(redis, 'bastion-a', workerNote('w:1'))
    expect(await found(workers, withRedis(redis, {}, { hosts }))).toEqual([
      'wrong: no worker of bastion-b is alive: checks of db-01 wait',
    ])
  })

  it.each([
    ['of another version', { ...good, version: '0.0.9' }, 'wrong: the worker on w is of version 0.0.9, this is'],
    ['that obeys nobody', { keyIds: [] }, 'wrong: the worker on w obeys no key at all, and the bot signs with'],
    ['that obeys another bot', { keyIds: ['0123'] }, 'wrong: the worker on w obeys 0123, and the bot signs with'],
    [
      'that does not know a host',
      { ...good, hosts: [] },
      'wrong: the worker on w does not know 1 host of this configuration: web-01',
    ],
  ])('one %s is named', async (_name, change, words) => {
    await botSigns()
    await signIn(redis, 'bastion-a', workerNote('w:1', change))
    expect(await found(workers, around)).toEqual([expect.stringContaining(words)])
  })

  it('one that says nothing of itself is of an older version', async () => {
    await redis.zadd('ssh-medic:workers:bastion-a', Date.now() + 10_000, 'w:1')
    expect(await found(workers, around)).toEqual([expect.stringContaining('the worker on w is of an older version')])
  })
})

describe('the bot', () => {
  it('is alive while it confirms that changes may go on', async () => {
    await switchKeeper(redis, keys.signer).confirm()
    expect(await found(bot, around)).toEqual(['right: one is alive on this Redis'])
  })

  it('that was never there is missed', async () => {
    expect(await found(bot, around)).toEqual(['wrong: no bot has ever used this Redis'])
  })

  it('that has gone silent is missed', async () => {
    await switchKeeper(redis, keys.signer).confirm()
    const real = Date.now
    vi.spyOn(Date, 'now').mockImplementation(() => real() + 60_000)
    onTestFinished(() => void vi.restoreAllMocks())
    expect(await found(bot, around)).toEqual([
      expect.stringMatching(/^wrong: no bot is alive: the last word of one is 60 s old/),
    ])
  })

  it('tells who paused changes, and what did not arrive', async () => {
    await switchKeeper(redis, keys.signer).turn({ paused: true, by: { id: 'U1', name: 'ana' }, reason: 'audit' })
    const at = new Date().toISOString()
    await recordIncident(redis, { runId: 'r', what: 'head', problem: 'undeliverable', because: 'is_archived', at })
    expect(await found(bot, around)).toEqual([
      'right: one is alive on this Redis',
      expect.stringMatching(/^note: no host is changed: changes are paused by ana since .* \(audit\)$/),
      'note: 1 message of the last day did not arrive as it should; the newest: is_archived',
    ])
  })
})

describe('queues', () => {
  it('that are empty are right', async () => {
    expect(await found(queues, around)).toEqual(['right: all are empty'])
  })

  it.each([
    [1_000, 'right: check.bastion-a: 1 wait, 0 run, 0 later'],
    [90_000, 'wrong: check.bastion-a: 1 wait, the oldest for 90 s'],
  ])('with a job that has waited %i ms', async (ageMs, line) => {
    const queue = openQueue(checkQueue('bastion-a'), redis)
    onTestFinished(() => queue.close())
    await queue.add('check', checkJob('run-1'), { timestamp: Date.now() - ageMs })
    expect(await found(queues, around)).toEqual([line])
  })
})

describe('the audit log', () => {
  const entry = (detail: string) => ({ at: '2026-11-21T06:00:00.000Z', detail })

  it('that is whole is right', async () => {
    await appendAudit(redis, 'a', entry('one'))
    await appendAudit(redis, 'b', entry('two'))
    expect(await found(audit, around)).toEqual(['right: 2 entries, each chained to the one before'])
  })

  it('that was shortened or changed is named', async () => {
    await appendAudit(redis, 'a', entry('one'))
    await appendAudit(redis, 'b', entry('two'))
    await redis.rpop('ssh-medic:audit')
    expect(await found(audit, around)).toEqual([expect.stringMatching(/^wrong: the log ends after entry 1/)])
    await redis.lset('ssh-medic:audit', 0, '{}')
    expect(await found(audit, around)).toEqual([expect.stringMatching(/^wrong: entry 1 of 1/)])
  })
})
