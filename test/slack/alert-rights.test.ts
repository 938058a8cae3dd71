import { beforeEach, expect, it, onTestFinished } from 'vitest'
import type { Host } from '../../src/config/schema.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { readAlert } from '../../src/store/alerts.ts'
import { sharedRedis } from '../support/redis.ts'
import { alarm } from './alarm.ts'
import { ANA, BEN, CARA, GUS, messageWith, OPS, startTeam, until } from './team.ts'

const server = await sharedRedis()
const { redis } = server
beforeEach(() => redis.flushall())

const hosts: Host[] = [
  { name: 'web-01', address: '10.0.0.5', port: 22, tags: ['prod'] },
  { name: 'test-01', address: '10.0.0.6', port: 22, tags: ['test'] },
]
const policy = {
  grants: [
    { users: [ANA], may: ['fix'] },
    { users: [BEN], may: ['fix'], tags: ['test'] },
  ],
}

/** An alert of hosts that not everybody may fix, with its message. */
async function storm() {
  const team = await startTeam(server, { hosts, policy })
  onTestFinished(() => team.close())
  const { notes: _n, asked: _a, place: _p, ...shown } = await alarm(redis, 'web-01', 'test-01')
  const outbox = openOutbox(redis)
  onTestFinished(() => outbox.close())
  await outbox.open('alert-1', { channel: OPS }, { state: 'alert', alert: shown })
  await outbox.wake('alert-1')
  const head = await until(() => team.slack.workspace.messages.find(({ channel }) => channel === OPS))
  const told = async (user: string, act: string, words: RegExp) => {
    await team.slack.click(user, OPS, head.ts, `alert:${act}`)
    return (await until(() => messageWith(team.slack, words, user))).text
  }
  return { told }
}
const silenced = async () => Object.keys(await redis.hgetall('ssh-medic:maintenance')).sort()

it('whoever may fix one of its hosts may snooze an alert, and not silence the others', async () => {
  const { told } = await storm()
  await told(BEN, 'maintenance', /maintenance silences every host of this alert.*You can snooze it instead/)
  expect(await silenced()).toEqual([])
  await told(BEN, 'snooze', /^Snoozed\. Nobody is reminded until/)
})

it('whoever may fix all of them may silence them all, and nobody does when it is over', async () => {
  const { told } = await storm()
  await told(ANA, 'maintenance', /^In maintenance until .*: no new alerts, and nobody is reminded/)
  expect(await silenced()).toEqual(['test-01', 'web-01'])
  await redis.del('ssh-medic:maintenance')
  const alert = await readAlert(redis, 'alert-1')
  await redis.set('ssh-medic:alert:alert-1', JSON.stringify({ ...alert, state: 'resolved' }))
  await told(ANA, 'maintenance', /This alert is over/)
  expect(await silenced()).toEqual([])
})

it.each([
  ['somebody who may fix none of them', CARA, /^Not for you, sorry\. This alert is for whoever is on call/],
  ['a guest', GUS, /guests may not use ssh-medic/],
])('refuses %s', async (_who, user, words) => {
  const { told } = await storm()
  await told(user, 'acknowledge', words)
  expect((await readAlert(redis, 'alert-1'))?.acknowledged).toBeUndefined()
})
