import { pino } from 'pino'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { textsIn } from '../../src/demo/plain-text.ts'
import { NO_APP } from '../../src/demo/slack/app-definition.ts'
import { type StandIn, startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { startBot } from '../../src/slack/app.ts'
import { noteNewest } from '../../src/store/failing.ts'
import type { PastRun } from '../../src/store/history.ts'
import { noteOwnRun } from '../../src/store/own-runs.ts'
import { threadStore } from '../../src/store/threads.ts'
import { signIn } from '../../src/store/workers.ts'
import { orderOf, workerNote } from '../queue/fixtures.ts'
import { sharedRedis } from '../support/redis.ts'
import {
  ANA,
  approve,
  ask,
  BEN,
  CARA,
  dialogOf,
  dialogWords,
  GUS,
  messageWith,
  OPS,
  startTeam,
  type TeamOptions,
  until,
} from './team.ts'

const redis = await sharedRedis()
beforeEach(() => redis.redis.flushall())

async function team(policy: unknown, more: Partial<TeamOptions> = {}) {
  const started = await startTeam(redis, { policy, ...more })
  onTestFinished(() => started.close())
  return started
}

/** What somebody's tab says once it says that. */
async function homeOf(slack: StandIn, user: string, words: RegExp): Promise<string> {
  return until(() => {
    const text = wordsAt(slack, user)
    return words.test(text) ? text : undefined
  })
}
const wordsAt = (slack: StandIn, user: string) => textsIn(slack.workspace.homes.get(user)?.blocks).join('\n')

const run = (change: Partial<PastRun> = {}): PastRun => ({
  ...{ runId: 'run-1', startedAt: new Date(Date.now() - 60_000).toISOString(), by: { id: BEN, name: 'Ben' } },
  ...{ client: '203.0.113.7', verdict: 'faulty', cause: 'fail2ban-ban', title: 'fail2ban has banned the client' },
  ...change,
})

const EVERYBODY = { fix: { users: [ANA] } }

describe('the Home tab', () => {
  it('tells what is failing, by whom it was seen, and leads to its thread', async () => {
    const { slack, checked } = await team(EVERYBODY)
    const head = await checked()
    await noteNewest(redis.redis, 'web-01', run())
    await slack.openHome(ANA)
    const text = await homeOf(slack, ANA, /Failing now/)
    expect(text).toMatch(/web-01\n: fail2ban has banned the client \(from 203\.0\.113\.7\)\. Seen .*UTC by Ben/)
    expect(JSON.stringify(slack.workspace.homes.get(ANA)?.blocks)).toContain(
      `https://demo.example/archives/${OPS}/p${head.ts.replace('.', '')}`,
    )
    expect(text).toMatch(/You may check one host\. You may fix all of them\./)
    expect(text).not.toContain('Your last checks')
  })

  it('tells somebody’s own checks, whatever they found', async () => {
    const { slack } = await team({})
    await noteOwnRun(redis.redis, {
      ...run({ by: { id: ANA }, verdict: 'undetermined' }),
      host: 'web-01',
      title: undefined as never,
    })
    await noteOwnRun(redis.redis, { ...run({ by: { id: ANA }, runId: 'run-2' }), host: 'gone-99' })
    await slack.openHome(ANA)
    const text = await homeOf(slack, ANA, /Your last checks/)
    expect(text).toMatch(/web-01\n: could not tell/)
    expect(text).toMatch(/None of them may be fixed by you/)
    expect(text).not.toContain('gone-99')
  })

  it('shows hosts, and what fails there, only to whom the policy lets check them', async () => {
    const { slack } = await team(
      { check: 'granted', grants: [{ users: [ANA], may: ['check'], tags: ['prod'] }] },
      { tags: ['prod'] },
    )
    await noteNewest(redis.redis, 'web-01', run())
    await slack.openHome(ANA)
    await slack.openHome(BEN)
    expect(await homeOf(slack, ANA, /Hosts/)).toContain('fail2ban has banned')
    const others = await homeOf(slack, BEN, /Hosts/)
    expect(others).toContain('There is no host that you may check.')
    expect(others).not.toMatch(/web-01|banned/)
  })

  it('tells a guest only why there is nothing', async () => {
    const { slack } = await team(EVERYBODY)
    await slack.openHome(GUS)
    expect(await homeOf(slack, GUS, /./)).toBe('There is nothing for you here: guests may not use ssh-medic.')
  })

  it('is drawn for the Home tab alone, not when messages are opened', async () => {
    const { slack } = await team(EVERYBODY)
    await slack.openHome(BEN, 'messages')
    await slack.openHome(ANA)
    await homeOf(slack, ANA, /Hosts/)
    expect(wordsAt(slack, BEN)).toBe('')
  })

  it('tells who may approve what waits, and nobody else; and no more once it is answered', async () => {
    const { slack, checked } = await team({ fix: { users: [ANA, CARA] }, demands: [{ approvals: 1 }] })
    const dialog = await ask(slack, ANA, await checked(), 'offer')
    await slack.submit(ANA, dialog.id)
    const request = await until(() => messageWith(slack, /asks/i))
    for (const user of [ANA, BEN, CARA]) await slack.openHome(user)
    expect(await homeOf(slack, CARA, /Hosts/)).toMatch(
      /Waiting for your approval[\s\S]*Unban 203\.0\.113\.7 on web-01\n, asked by Ana, until \d\d:\d\d UTC/,
    )
    for (const user of [ANA, BEN]) expect(await homeOf(slack, user, /Hosts/)).not.toContain('Waiting for your approval')
    await approve(slack, CARA, request)
    await until(() => messageWith(slack, /fresh evidence|It is so/))
    await slack.clickInHome(CARA, 'home:refresh')
    await until(() => (wordsAt(slack, CARA).includes('Waiting') ? undefined : true))
  })

  it('calls a host failing no more after a proven fix, and again after its undo', async () => {
    const { slack, checked, desk } = await team(EVERYBODY)
    const head = await checked()
    await noteNewest(redis.redis, 'web-01', run({ by: { id: ANA } }))
    await noteOwnRun(redis.redis, { ...run({ by: { id: ANA } }), host: 'web-01' })
    const dialog = await ask(slack, ANA, head, 'offer')
    await slack.submit(ANA, dialog.id)
    await until(() => messageWith(slack, /It is so/))
    await slack.openHome(ANA)
    expect(await homeOf(slack, ANA, /Mended: /)).toMatch(/Nothing that was checked[\s\S]*Mended: .*ban/i)
    await desk.send(orderOf({ direction: 'undo' }))
    await expect.poll(() => redis.redis.exists('ssh-medic:mended'), { timeout: 20_000 }).toBe(0)
    await slack.clickInHome(ANA, 'home:refresh')
    await homeOf(slack, ANA, /Failing now\nweb-01/)
  })

  it('says how bastions and queues are: who is missing, who is of another version, what waits', async () => {
    const { slack } = await team(EVERYBODY)
    await slack.openHome(ANA)
    expect(await homeOf(slack, ANA, /Bastions/)).toMatch(
      /bastion-a\n: ⚠ no worker is alive, so its checks wait; one host; nothing waits/,
    )
    await signIn(redis.redis, 'bastion-a', workerNote('w:1', { version: '0.0.9' }))
    const queue = openQueue(checkQueue('bastion-a'), redis.redis)
    onTestFinished(() => queue.close())
    await queue.add('check', {})
    await slack.clickInHome(ANA, 'home:refresh')
    expect(await homeOf(slack, ANA, /one worker/)).toMatch(
      /one worker alive; ⚠ of another version than the bot: 0\.0\.9; one host; checks: 1 waiting/,
    )
  })

  it('says that changes are paused, and through whom', async () => {
    const { slack, desk } = await team(EVERYBODY)
    await desk.turnSwitch({ paused: true, by: { id: CARA, name: 'Cara' }, reason: 'audit' })
    await slack.openHome(ANA)
    expect(await homeOf(slack, ANA, /Hosts/)).toMatch(
      /No host is changed now: changes are paused by Cara since .* \(audit\)\./,
    )
  })

  it('has a button for a check, whose answer comes into the messages with the app', async () => {
    const { slack } = await team(EVERYBODY)
    await slack.openHome(ANA)
    await homeOf(slack, ANA, /Check web-01/)
    await slack.clickInHome(ANA, 'home:check:0')
    const dialog = await until(() => dialogOf(slack, ANA))
    expect(dialogWords(slack, ANA)).toContain('The answer comes into your messages with me')
    await slack.submit(ANA, dialog.id)
    const head = await until(() => slack.workspace.messages.find(({ channel }) => channel.startsWith('D')))
    expect(textsIn(head.blocks).join('\n')).toContain('web-01')
    expect(slack.workspace.sees(BEN, head.channel)).toBe(false)
    const [job] = await openJobs()
    expect((await threadStore(redis.redis).read(job?.id ?? ''))?.place).toEqual({ channel: head.channel })
  })

  async function openJobs() {
    const queue = openQueue(checkQueue('bastion-a'), redis.redis)
    onTestFinished(() => queue.close())
    return queue.getJobs(['waiting'])
  }

  it('while Redis is away says so, and still offers what the bot knows by itself', async () => {
    const slack = await startSlackStandIn({
      people: [{ id: ANA, name: 'Ana', teamId: TEAM.id }],
      channels: [],
      tokens: { bot: 'xoxb-test', app: 'xapp-test' },
      scopes: ['users:read'],
      app: { ...NO_APP, events: ['app_home_opened'] },
    })
    const desk = createDesk({ redisUrl: 'redis://127.0.0.1:1' })
    const bot = await startBot({
      config: configSchema.parse({ slack: { apiUrl: slack.apiUrl } }),
      hosts: [{ name: 'web-01', address: '10.0.0.5', port: 22, tags: [] }],
      ...{ desk, tokens: { botToken: 'xoxb-test', appToken: 'xapp-test' }, log: pino({ level: 'silent' }) },
      startDelivery: () => ({ close: async () => {} }),
    })
    onTestFinished(async () => {
      await bot.close()
      await Promise.all([desk.close(), slack.close()])
    })
    await slack.openHome(ANA)
    expect(await homeOf(slack, ANA, /Redis/)).toMatch(
      /I cannot reach my queue \(Redis\)[\s\S]*You may check one host[\s\S]*Refresh/,
    )
  })
})
