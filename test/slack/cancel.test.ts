import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import type { Head } from '../../src/domain/message.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { sharedRedis } from '../support/redis.ts'
import { asked, bannedRun } from './fixtures.ts'
import { ANA, asSeen, BEN, CARA, GUS, messageWith, OPS, press, pressLate, startTeam, type Team, until } from './team.ts'

const server = await sharedRedis()
const outbox = openOutbox(server.redis)
let team: Team
let runs = 0
const mine = { ...asked, requestedBy: { id: ANA, name: 'Ana' } }
const underWay: Head = { state: 'running', asked: mine, steps: [{ name: 'connect', state: 'done', ms: 12 }] }

beforeAll(async () => {
  await server.redis.flushall()
  team = await startTeam(server, { policy: { fix: { users: [CARA] } } })
})
afterAll(async () => {
  await team.close()
  await outbox.close()
})

/** A check of Ana's that is under way, as its thread shows it. */
async function checking(head: Head = underWay): Promise<{ runId: string; message: Message }> {
  const runId = `cancel-${++runs}`
  const before = team.slack.workspace.messages.length
  await outbox.open(runId, { channel: OPS }, head)
  await outbox.wake(runId)
  return {
    runId,
    message: await until(() => team.slack.workspace.messages.slice(before).find(({ threadTs }) => !threadTs)),
  }
}
const toldTo = (user: string, text: RegExp) => until(() => messageWith(team.slack, text, user))

describe('Cancel', () => {
  it.each([
    ['whoever asked', ANA, 'Ana'],
    ['whoever may fix the host', CARA, 'Cara'],
  ])('is for %s: the head says who it was, and one answer comes', async (_who, user, name) => {
    const { message } = await checking()
    const heard = team.slack.workspace.messages.filter(({ onlyFor }) => onlyFor === user).length
    await press(team.slack, user, message, 'cancel')
    await until(() => (wordsOf(message).includes(`cancelled by ${name}`) ? true : undefined))
    await toldTo(user, /Cancelled. Nothing was changed on web-01/)
    expect(team.slack.workspace.messages.filter(({ onlyFor }) => onlyFor === user)).toHaveLength(heard + 1)
    expect(JSON.stringify(message.blocks)).toContain('recheck:0')
    expect(JSON.stringify(message.blocks)).not.toContain('cancel:0')
  })

  it.each([
    ['somebody else, who hears who can', BEN, /can be cancelled by Ana, and who may fix web-01 \(Cara\)/],
    ['a guest', GUS, /guests may not use/],
  ])('is refused to %s', async (_who, user, words) => {
    const { message } = await checking()
    await press(team.slack, user, message, 'cancel')
    await toldTo(user, words)
    expect(wordsOf(message)).not.toContain('cancelled')
  })

  it('says that it comes too late once the answer is there', async () => {
    const { runId, message } = await checking({ state: 'queued', asked: mine })
    const seen = asSeen(message)
    await outbox.head(runId, { state: 'done', asked: mine, diagnosed: bannedRun })
    await until(() => (wordsOf(message).includes('banned') ? true : undefined))
    await pressLate(team.slack, ANA, seen, 'cancel')
    await toldTo(ANA, /Too late/)
  })
})
