import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Host } from '../../src/config/schema.ts'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { sharedRedis } from '../support/redis.ts'
import { ANA, CARA, dialogOf, dialogWords, GUS, messageWith, OPS, OUT, startTeam, type Team, until } from './team.ts'

const redis = await sharedRedis()
const host = (name: string, address: string, tags: string[] = []): Host => ({ name, address, port: 22, tags })
const HOSTS = [host('web-01', '10.0.0.5', ['prod']), host('web-02', '10.0.0.6', ['prod']), host('db-01', '10.0.0.7')]
const MEMBERS = { fix: { users: [ANA] } }
let team: Team

const start = async (more: { policy?: object; transport?: 'socket' | 'http'; hosts?: Host[] } = {}) => {
  team = await startTeam(redis, { policy: MEMBERS, hosts: HOSTS, ...more })
  return team.slack
}
beforeEach(async () => {
  await redis.redis.flushall()
})
afterEach(() => team.close())

/** Opens the form by the command alone. */
async function form(channel = OPS, user = ANA) {
  await team.slack.type(user, channel, '/ssh-check')
  return until(() => dialogOf(team.slack, user))
}
const suggested = async (viewId: string, typed: string, user = ANA) =>
  (await team.slack.suggest(user, viewId, 'host', typed)).map(({ value }) => value)
const errorsOf = (user = ANA) => dialogOf(team.slack, user)?.errors
async function asked() {
  const queue = openQueue(checkQueue('bastion-a'), redis.redis)
  const jobs = await queue.getJobs()
  await queue.close()
  return jobs.map(({ data }) => data)
}
const checking = (name: string) => until(() => messageWith(team.slack, new RegExp(`^Checking ${name}`)))

describe.each(['socket', 'http'] as const)('the form, over %s', (transport) => {
  it('asks for the check where the command was typed, and closes', async () => {
    const slack = await start({ transport })
    const { id } = await form()
    await suggested(id, 'web-2')
    await slack.submit(ANA, id, { host: 'web-02', client: '203.0.113.7', user: 'deploy', port: '2222' })
    const head = await checking('web-02')
    expect(head).toMatchObject({ channel: OPS })
    expect(head.threadTs).toBeUndefined()
    expect(dialogOf(slack, ANA)).toBeUndefined()
    expect(await asked()).toMatchObject([
      { host: 'web-02', client: '203.0.113.7', user: 'deploy', port: 2222, requestedBy: { id: ANA } },
    ])
    expect(slack.workspace.messages.filter(({ onlyFor }) => onlyFor)).toEqual([])
  })

  it('opens from the menu of an alert with the host that it names, and answers in its thread', async () => {
    const slack = await start({ transport })
    const alert = slack.workspace.post({
      ...{ channel: OPS, user: 'U0ALERT', botId: 'B0ALERT', text: '', blocks: [] },
      attachments: [{ title: '[FIRING:1] SshDown', text: 'instance="web-02:9100", seen by web-01' }],
    })
    await slack.shortcut(ANA, OPS, alert.ts, 'check-ssh')
    const { id } = await until(() => dialogOf(slack, ANA))
    expect(dialogWords(slack, ANA)).toContain('Also in the message: web-01.')
    expect(await suggested(id, '')).toEqual(['web-02', 'web-01', 'db-01'])
    await slack.submit(ANA, id)
    expect(await checking('web-02')).toMatchObject({ channel: OPS, threadTs: alert.ts })
  })
})

describe('the picker', () => {
  it('offers hosts by what is typed, those checked last first', async () => {
    const slack = await start()
    await slack.type(ANA, OPS, '/ssh-check web-02')
    await checking('web-02')
    const { id } = await form()
    expect(await suggested(id, '')).toEqual(['web-02', 'db-01', 'web-01'])
    expect(await suggested(id, 'w01')).toEqual(['web-01'])
    expect(await suggested(id, 'wbe')).toEqual(['web-02', 'web-01'])
    expect(await suggested(id, '10.0.0.7')).toEqual(['db-01'])
    expect(await suggested(id, 'prod 01')).toEqual(['web-01'])
    expect(await suggested(id, '<!channel>')).toEqual([])
  })

  it('offers only what this person may check, and at most 100', async () => {
    const many = Array.from({ length: 300 }, (_, index) => host(`web-${index}`, `10.1.${index >> 8}.${index & 255}`))
    const policy = { check: 'granted', grants: [{ users: [ANA], may: ['check'], tags: ['mine'] }] }
    await start({ policy, hosts: [...many, host('mine-01', '10.2.0.1', ['mine'])] })
    const { id } = await form()
    expect(await suggested(id, '')).toEqual(['mine-01'])
    await team.close()
    await start({ hosts: many })
    expect(await suggested((await form()).id, '')).toHaveLength(100)
  })

  it('takes no host that cannot be named in it, however long names and tags are', async () => {
    await start({ hosts: [host('x'.repeat(151), '10.0.0.1'), host('y'.repeat(150), '10.0.0.2', ['t'.repeat(99)])] })
    expect(await suggested((await form()).id, '')).toEqual(['y'.repeat(150)])
  })
})

describe('what was filled in', () => {
  it('is complained of at its field, and asked for once it is right', async () => {
    const slack = await start()
    const { id } = await form()
    await suggested(id, 'web-01')
    await slack.submit(ANA, id, { host: 'web-01', client: 'at home', user: '$(reboot)', port: 'ssh' })
    expect(errorsOf()).toEqual({
      client: expect.stringContaining('“at home” is not an IP address'),
      user: expect.stringContaining('is not a login name'),
      port: expect.stringContaining('a number from 1 to 65535'),
    })
    expect(await asked()).toEqual([])
    await slack.submit(ANA, id, { host: 'web-01' })
    await checking('web-01')
    expect(await asked()).toHaveLength(1)
  })

  it('has the address that one told, which can be taken out', async () => {
    const slack = await start()
    await slack.type(ANA, OPS, '/ssh-check me 203.0.113.7')
    const { id } = await form()
    expect(dialogWords(slack, ANA)).toMatch(/Your address, as you told me on \d{4}-/)
    await suggested(id, 'web-01')
    await slack.submit(ANA, id, { host: 'web-01' })
    const again = await form()
    await suggested(again.id, 'web-02')
    await slack.submit(ANA, again.id, { host: 'web-02', client: '' })
    await checking('web-02')
    expect((await asked()).map(({ host, client }) => [host, client]).sort()).toEqual([
      ['web-01', '203.0.113.7'],
      ['web-02', undefined],
    ])
  })

  it('is judged again when it is submitted: a grant that is gone is gone', async () => {
    const slack = await start({ policy: { check: 'granted', grants: [{ groups: ['S0SRE'], may: ['check'] }] } })
    const { id } = await form(OPS, CARA)
    await suggested(id, 'web-01', CARA)
    slack.workspace.groups.splice(0)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    onTestFinished(() => void vi.useRealTimers())
    await slack.submit(CARA, id, { host: 'web-01' })
    expect(errorsOf(CARA)).toEqual({ host: expect.stringContaining('Sorry, no check') })
    expect(await asked()).toEqual([])
  })

  it('is one check, however often the same form arrives', async () => {
    const slack = await start()
    const open = await form()
    await suggested(open.id, 'web-01')
    const filled = slack.workspace.views.get(open.id) ?? open
    await slack.submit(ANA, open.id, { host: 'web-01' })
    slack.workspace.views.set(open.id, filled)
    await slack.submit(ANA, open.id, { host: 'web-01' })
    await checking('web-01')
    expect(await asked()).toHaveLength(1)
  })

  it('stays when the bot is not in the channel: invited, it can be asked again', async () => {
    const slack = await start()
    const { id } = await form(OUT)
    expect(dialogWords(slack, ANA)).toContain('/invite @ssh-medic')
    await suggested(id, 'web-01')
    await slack.submit(ANA, id, { host: 'web-01' })
    expect(errorsOf()).toEqual({ host: expect.stringContaining('/invite @ssh-medic') })
    await slack.type(ANA, OUT, '/invite @ssh-medic')
    await slack.submit(ANA, id, { host: 'web-01' })
    expect(await checking('web-01')).toMatchObject({ channel: OUT })
  })
})

describe('the form', () => {
  it('is not opened for who may not ask, who is told why', async () => {
    const slack = await start()
    await slack.type(GUS, OPS, '/ssh-check')
    expect(messageWith(slack, /guests may not use ssh-medic/, GUS)).toBeDefined()
    expect(dialogOf(slack, GUS)).toBeUndefined()
  })

  it('says what to do when Slack opens it no more', async () => {
    const slack = await start()
    slack.faults.add({ method: 'views.open', status: 503 })
    await slack.type(ANA, OPS, '/ssh-check')
    expect(messageWith(slack, /nothing was started/, ANA)).toBeDefined()
  })

  it('is opened in time although Redis is away', async () => {
    const slack = await start()
    await team.desk.close()
    await form()
    expect(dialogWords(slack, ANA)).toContain('Host')
  })

  it('opened from a message without a known host says so, and names what it saw', async () => {
    const slack = await start()
    await slack.type(ANA, OPS, 'cannot reach 192.0.2.1 from 203.0.113.9 <!channel>')
    await slack.shortcut(ANA, OPS, slack.workspace.messages[0]?.ts ?? '', 'check-ssh')
    const { id } = await until(() => dialogOf(slack, ANA))
    expect(dialogWords(slack, ANA)).toContain(
      'I found no host of my inventory in this message (192.0.2.1 is not in it)',
    )
    await slack.submit(ANA, id)
    expect(errorsOf()).toEqual({ host: expect.stringContaining('required') })
    await suggested(id, 'db')
    await slack.submit(ANA, id, { host: 'db-01' })
    expect(wordsOf(await checking('db-01'))).toContain('from 203.0.113.9')
  })
})
