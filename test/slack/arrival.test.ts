import type { WebClient } from '@slack/web-api'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StandIn, startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { PostLater } from '../../src/queue/poster.ts'
import { lookFor, metadataOf } from '../../src/slack/arrival.ts'
import { webClient } from '../../src/slack/web-client.ts'

const SCOPES = ['chat:write', 'channels:history']
const channel = 'C0OPS'
const log = pino({ level: 'silent' })
let slack: StandIn
let client: WebClient

async function start(scopes = SCOPES) {
  slack = await startSlackStandIn({
    people: [],
    channels: [{ id: channel, name: 'ops', botIsIn: true }],
    tokens: { bot: 'xoxb-test', app: 'xapp-test' },
    scopes,
  })
  client = webClient({ botToken: 'xoxb-test', apiUrl: slack.apiUrl, log }, 5_000)
}
beforeEach(() => start())
afterEach(() => slack.close())

const post = async (runId: string, part: 'head' | number, threadTs?: string) => {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs }
  const metadata = metadataOf({ runId, part })
  return (await client.chat.postMessage({ channel, text: 'x', metadata, ...thread })).ts
}
const sought = (runId: string, part: 'head' | number, threadTs?: string) => ({
  ...{ runId, part, channel, threadTs, sinceMs: Date.now() },
})

describe('a post whose answer was lost', () => {
  it('is found by what it carries unseen, among the messages of others', async () => {
    await post('run-1', 0)
    const ts = await post('run-1', 'head')
    await post('run-2', 'head')
    expect(await lookFor(client, sought('run-1', 'head'), SCOPES)).toEqual({ ts })
    expect(await lookFor(client, sought('run-3', 'head'), SCOPES)).toBe('absent')
  })

  it('is found within its thread, and not in another one', async () => {
    const head = await post('run-1', 'head')
    const other = await post('run-2', 'head')
    const ts = await post('run-1', 0, head)
    expect(await lookFor(client, sought('run-1', 0, head), SCOPES)).toEqual({ ts })
    expect(await lookFor(client, sought('run-1', 1, head), SCOPES)).toBe('absent')
    expect(await lookFor(client, sought('run-1', 0, other), SCOPES)).toBe('absent')
  })

  it('is found behind more messages than one page holds', async () => {
    const ts = await post('run-1', 'head')
    const { workspace } = slack
    for (let i = 0; i < 250; i++) workspace.post({ channel, user: 'U0ANA', text: `chatter ${i}`, blocks: [] })
    expect(await lookFor(client, sought('run-1', 'head'), SCOPES)).toEqual({ ts })
  })

  it.each([
    ['the token is known to lack the scope', ['chat:write'], ['chat:write']],
    ['Slack says that the scope is missing', ['chat:write'], undefined],
  ])('cannot be known of when %s', async (_case, granted, known) => {
    await slack.close()
    await start(granted)
    expect(await lookFor(client, sought('run-1', 'head'), known)).toBe('unknowable')
  })

  it.each([429, 503] as const)('is looked for later when Slack answers %i', async (status) => {
    slack.faults.add({ method: 'conversations.history', status })
    await expect(lookFor(client, sought('run-1', 'head'), SCOPES)).rejects.toBeInstanceOf(PostLater)
  })
})
