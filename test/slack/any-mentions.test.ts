import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BOT } from '../../src/demo/slack/workspace.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { sharedRedis } from '../support/redis.ts'
import { ANA, EVE, GUS, SHARED, startTeam, type Team } from './team.ts'

const redis = await sharedRedis()
const queue = openQueue(checkQueue('bastion-a'), redis.redis)
let team: Team

beforeAll(async () => {
  await redis.redis.flushall()
  team = await startTeam(redis, { policy: {} })
})
afterAll(async () => {
  await team.close()
  await queue.close()
})

const word = fc.oneof(
  fc.constantFrom('check', 'web-01', 'wbe-01', 'from', '203.0.113.7', 'as', 'port', 'me', 'hosts', 'history', 'help'),
  fc.constantFrom(
    '&lt;!channel&gt;',
    '<!channel>',
    '<@U0ANA>',
    '$(reboot)',
    '`',
    '<http://web-01|web-01>',
    'pause',
    '?',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const question = fc.constantFrom(['check', 'web-01'], ['web-01', 'from', '203.0.113.7'], ['ssh-check', 'web-01'])
const said = fc.record({
  words: fc.oneof({ weight: 4, arbitrary: fc.array(word, { maxLength: 5 }) }, question),
  user: fc.constantFrom(ANA, ANA, GUS, EVE),
  last: fc.boolean(),
})

it('whatever is said to the bot is answered exactly once, in the thread or to the person, and pings nobody', async () => {
  const { workspace, mention } = team.slack
  const answers = async () => {
    const whispers = workspace.messages.filter(({ onlyFor }) => onlyFor !== undefined)
    return { whispers, count: whispers.length + (await queue.getJobs()).length }
  }
  let expected = 0
  await fc.assert(
    fc.asyncProperty(said, async ({ words, user, last }) => {
      const name = `<@${BOT.id}>`
      const text = (last ? [...words, name] : [name, ...words]).join(' ')
      const message = workspace.post({ channel: SHARED, user, text, blocks: [] })
      await mention(message)
      expected += 1
      await expect.poll(async () => (await answers()).count, { timeout: 20_000 }).toBe(expected)
      const { whispers } = await answers()
      expect(whispers.at(-1)?.text ?? '').not.toMatch(/<[@!#]/)
    }),
    { numRuns: 80 },
  )
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect((await answers()).count).toBe(expected)
  expect(await queue.getJobs()).not.toEqual([])
}, 120_000)
