import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT } from '../../src/demo/slack/workspace.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { sharedRedis } from '../support/redis.ts'
import { ANA, BEN, EVE, GUS, messageWith, OPS, SHARED, startTeam, type Team, until } from './team.ts'

const redis = await sharedRedis()
const ME = `@${BOT.name}`
let team: Team
const start = async (transport: 'socket' | 'http' = 'socket') => {
  team = await startTeam(redis, { policy: { fix: { users: [ANA] } }, transport })
  return team.slack
}
beforeEach(async () => {
  await redis.redis.flushall()
})
afterEach(() => team.close())

async function asked() {
  const queue = openQueue(checkQueue('bastion-a'), redis.redis)
  const jobs = await queue.getJobs()
  await queue.close()
  return jobs.map(({ data }) => data)
}
const whispersTo = (user: string) =>
  team.slack.workspace.messages.filter(({ onlyFor }) => onlyFor === user).map(({ text }) => text)
const whisperTo = (user: string, text: RegExp) => until(() => messageWith(team.slack, text, user))
/** Something that is surely handled after whatever was said before. */
async function settled() {
  await team.slack.type(BEN, OPS, `${ME} help`)
  await whisperTo(BEN, /When SSH to a host fails/)
}

describe.each(['socket', 'http'] as const)('a mention, over %s', (transport) => {
  it('in a thread is answered in that thread, once, however often Slack brings it', async () => {
    const slack = await start(transport)
    await slack.type(BEN, OPS, 'nobody gets into web-01')
    const [first] = slack.workspace.messages
    await slack.type(ANA, OPS, `hey ${ME} check web-01 from 203.0.113.7, please`.replace(', please', ''), first?.ts)
    await slack.repeatEvent()
    const head = await until(() => messageWith(slack, /^Checking web-01 from 203\.0\.113\.7/))
    expect(head).toMatchObject({ channel: OPS, threadTs: first?.ts })
    await slack.repeatEvent()
    await settled()
    expect(await asked()).toMatchObject([{ host: 'web-01', client: '203.0.113.7', requestedBy: { id: ANA } }])
    expect(whispersTo(ANA)).toEqual([])
  })
})

describe('a mention', () => {
  it('in a channel begins a thread below it', async () => {
    const slack = await start()
    await slack.type(ANA, OPS, `${ME} web-01`)
    const head = await until(() => messageWith(slack, /^Checking web-01/))
    expect(head.threadTs).toBe(slack.workspace.messages[0]?.ts)
  })

  it.each([
    ['a typing error', 'check wbe-01', /Did you mean `web-01`/],
    ['a bare typing error', 'wbe-01', /Did you mean `web-01`/],
    ['a known host and a bad address', 'web-01 from home', /“home” is not an IP address/],
    ['hostile words', 'check <!channel>', /“<!channel>” is not the name of a host|&lt;!channel&gt;/],
    ['a question for hosts', 'hosts', /`web-01`/],
    ['a question for history', 'history web-01', /was not checked in the last seven days/],
    ['a wish to pause', 'pause', /Nothing was changed: pausing and resuming works by command/],
  ])('with %s is answered to the person alone', async (_case, text, answer) => {
    const slack = await start()
    await slack.type(ANA, OPS, `${ME} ${text}`)
    await whisperTo(ANA, answer)
    expect(await asked()).toEqual([])
    expect(whispersTo(ANA)).toHaveLength(1)
  })

  it('in passing gets a short help, once in a thread', async () => {
    const slack = await start()
    await slack.type(BEN, OPS, 'nobody gets into web-01')
    const thread = slack.workspace.messages[0]?.ts
    await slack.type(ANA, OPS, `thanks ${ME}`, thread)
    await slack.type(ANA, OPS, `${ME} you are the best`, thread)
    await settled()
    expect(whispersTo(ANA)).toEqual([expect.stringContaining('Ask me like this')])
    expect(messageWith(slack, /Ask me like this/, ANA)?.threadTs).toBe(thread)
  })

  it.each([
    ['a guest', GUS, OPS, /guests may not use ssh-medic/],
    ['somebody of another organisation', EVE, SHARED, /only members of this workspace/],
  ])('of %s is refused in private', async (_case, user, channel, answer) => {
    const slack = await start()
    await slack.type(user, channel, `${ME} check web-01`)
    await whisperTo(user, answer)
    expect(await asked()).toEqual([])
  })

  it('of another app, of the bot itself, or that comes by an edit is not answered', async () => {
    const slack = await start()
    const says = { channel: OPS, text: `<@${BOT.id}> check web-01`, blocks: [], ts: '1700000000.000001' }
    await slack.mention({ ...says, user: 'U0ALERT', botId: 'B0ALERT', edited: 0 })
    await slack.mention({ ...says, user: BOT.id, edited: 0 })
    await slack.mention({ ...says, user: ANA, edited: 1 })
    await settled()
    expect(await asked()).toEqual([])
    expect(whispersTo(ANA)).toEqual([])
  })

  it('is answered although the queue is away', async () => {
    const slack = await start()
    await team.desk.close()
    await slack.type(ANA, OPS, `${ME} web-01`)
    await whisperTo(ANA, /cannot reach my queue/)
  })
})
