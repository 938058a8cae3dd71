import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { sealWith } from '../../src/queue/sealing.ts'
import { sharedRedis } from '../support/redis.ts'
import {
  ANA,
  approve,
  ask,
  asSeen,
  CARA,
  DAN,
  dialogOf,
  dialogWords,
  FAY,
  GUS,
  messageWith,
  press,
  pressLate,
  startTeam,
  type Team,
  until,
} from './team.ts'

const redis = await sharedRedis()
let team: Team
const thief = generateKeyPairSync('ed25519').privateKey

beforeEach(async () => {
  await redis.redis.flushall()
  team = await startTeam(redis, {
    policy: {
      fix: { users: [ANA] },
      grants: [{ users: [CARA, DAN, FAY, GUS], may: ['approve'] }],
      demands: [{ approvals: 2 }],
      limits: { coolDownSeconds: 0 },
    },
  })
})
afterEach(() => team.close())

async function asked() {
  const head = await team.checked()
  const dialog = await ask(team.slack, ANA, head, 'offer')
  await team.slack.submit(ANA, dialog.id)
  const request = await until(() => messageWith(team.slack, /Ana asks for approval/))
  const [key = ''] = await redis.redis.keys('ssh-medic:request:*')
  return { head, request, id: key.split(':').at(-1) ?? '', key }
}
const approves = (user: string, request: Parameters<typeof approve>[2]) => approve(team.slack, user, request)
const refusals = async () => (await team.audit()).filter(({ event }) => event === 'refused')

describe('a forged approval changes nothing', () => {
  it('when it is put straight into Redis under another key', async () => {
    const { request, id } = await asked()
    const forged = sealWith(thief, 'deadbeef', 'approval', {
      requestId: id,
      by: { id: DAN },
      at: new Date().toISOString(),
    })
    await redis.redis.hset(`ssh-medic:request:${id}:approvals`, DAN, JSON.stringify(forged))
    await approves(CARA, request)
    await until(() => messageWith(team.slack, /Cara approved .*; 1 more is needed/))
    expect(team.changed).toEqual([])
    expect(await refusals()).toEqual([expect.objectContaining({ detail: expect.stringContaining('did not write') })])
  })

  it('when a real approval of another request is put in its place', async () => {
    const { request, id } = await asked()
    await approves(CARA, request)
    const real = (await redis.redis.hget(`ssh-medic:request:${id}:approvals`, CARA)) ?? ''
    await redis.redis.hset(`ssh-medic:request:${id}:approvals`, 'U0OTHER', real)
    await redis.redis.set(
      `ssh-medic:request:${id}:ending`,
      JSON.stringify({ state: 'approved', by: { id: CARA }, at: '' }),
    )
    await approves(CARA, request)
    expect(team.changed).toEqual([])
  })

  it('when the request itself was written by somebody else', async () => {
    const { request, key } = await asked()
    const text = (await redis.redis.get(key)) ?? ''
    await redis.redis.set(key, text.replace('\\"approvals\\":2', '\\"approvals\\":0'))
    await press(team.slack, CARA, request, 'approve')
    await until(() => messageWith(team.slack, /I did not write this request/, CARA))
    expect(team.changed).toEqual([])
    expect(await refusals()).toEqual([expect.objectContaining({ by: CARA })])
  })

  it('when a message asks for it that the bot never wrote', async () => {
    const head = await team.checked()
    const outbox = openOutbox(redis.redis)
    await outbox.reply('run-1', 'evil', { kind: 'request', requestId: 'no-such-request' })
    await outbox.close()
    const shown = await until(() => messageWith(team.slack, /that I did not write/))
    expect(shown.threadTs).toBe(head.ts)
    expect(wordsOf(shown)).not.toContain('Approve')
  })

  it('when its arguments were changed under the button', async () => {
    const { request } = await asked()
    for (const key of await redis.redis.keys('ssh-medic:offer:*')) {
      const text = (await redis.redis.get(key)) ?? ''
      await redis.redis.set(key, text.replaceAll('203.0.113.7', '203.0.113.99'))
    }
    await press(team.slack, CARA, request, 'approve')
    await until(() => messageWith(team.slack, /has expired/, CARA))
    expect(team.changed).toEqual([])
    expect(await refusals()).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining('was altered in Redis') }),
    )
  })

  it.each([
    ['a guest', GUS, 'guests may not'],
    ['somebody of another workspace', FAY, 'only members of this workspace'],
  ])('when it comes from %s, also one whom the policy names', async (_who, user, because) => {
    const { request } = await asked()
    await press(team.slack, user, request, 'approve')
    await until(() => messageWith(team.slack, new RegExp(because), user))
    expect(team.changed).toEqual([])
    expect(await refusals()).toEqual([{ event: 'refused', by: user, detail: expect.stringContaining(because) }])
  })

  it('when its button is pressed again after all is done', async () => {
    const { request, head } = await asked()
    const seen = asSeen(request)
    await approves(CARA, request)
    await approves(DAN, request)
    await until(() => messageWith(team.slack, /Fixed, and proven/))
    await pressLate(team.slack, CARA, seen, 'approve')
    const dialog = await until(() => dialogOf(team.slack, CARA))
    await team.slack.submit(CARA, dialog.id)
    expect(dialogWords(team.slack, CARA)).toContain('This was ordered already')
    await press(team.slack, ANA, head, 'offer')
    expect(team.changed).toHaveLength(1)
  })
})
