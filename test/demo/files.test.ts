import { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StandIn, startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'

const scopes = ['chat:write', 'files:write']
const start = (given: string[]) =>
  startSlackStandIn({
    people: [{ id: 'U0ANA', name: 'Ana', teamId: TEAM.id }],
    channels: [
      { id: 'C0OPS', name: 'ops', botIsIn: true },
      { id: 'C0FAR', name: 'far', botIsIn: false },
    ],
    tokens: { bot: 'xoxb-test', app: 'xapp-test' },
    scopes: given,
  })
const clientOf = ({ apiUrl }: StandIn) =>
  new WebClient('xoxb-test', { slackApiUrl: apiUrl, retryConfig: { retries: 0 } })

let slack: StandIn
let client: WebClient
beforeAll(async () => {
  slack = await start(scopes)
  client = clientOf(slack)
})
afterAll(() => slack.close())

const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error: { data?: { error?: string } }) => error.data?.error,
  )
async function uploadOf(filename: string, length: number): Promise<{ id: string; url: string }> {
  const { file_id: id = '', upload_url: url = '' } = await client.files.getUploadURLExternal({ filename, length })
  return { id, url }
}

describe('a file', () => {
  it('takes three steps, and is seen in the thread after the last', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'C0OPS', text: 'head' })
    const before = slack.workspace.messages.length
    await client.filesUploadV2({
      channel_id: 'C0OPS',
      thread_ts: ts,
      initial_comment: 'both',
      file_uploads: [
        { file: Buffer.from('ä text'), filename: 'a.txt' },
        { file: Buffer.from('{}'), filename: 'b.json' },
      ],
    })
    const [message, ...more] = slack.workspace.messages.slice(before)
    expect(more).toEqual([])
    expect(message).toMatchObject({ threadTs: ts, text: 'both', blocks: [] })
    expect(message?.files?.map(({ name, content }) => [name, String(content)])).toEqual([
      ['a.txt', 'ä text'],
      ['b.json', '{}'],
    ])
  })

  it('takes as many bytes as were announced, once', async () => {
    const { url } = await uploadOf('a.txt', 3)
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400)
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(200)
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(400)
  })

  it.each([
    ['nothing was uploaded', 'C0OPS', undefined, 'file_not_found'],
    ['the channel is unknown', 'C0NONE', 'abc', 'invalid_channel'],
    ['the bot is not in the channel', 'C0FAR', 'abc', 'not_in_channel'],
  ])('is refused where %s', async (_why, channel, body, error) => {
    const { id, url } = await uploadOf('a.txt', 3)
    if (body !== undefined) await fetch(url, { method: 'POST', body })
    expect(await refused(client.files.completeUploadExternal({ files: [{ id }], channel_id: channel }))).toBe(error)
  })

  it('is refused in a thread that is not there', async () => {
    const { id, url } = await uploadOf('a.txt', 3)
    await fetch(url, { method: 'POST', body: 'abc' })
    const there = { files: [{ id }] as [{ id: string }], channel_id: 'C0OPS', thread_ts: '1.1' }
    expect(await refused(client.files.completeUploadExternal(there))).toBe('thread_not_found')
  })

  it('needs a name, a length and the scope files:write', async () => {
    expect(await refused(client.files.getUploadURLExternal({ filename: '', length: 3 }))).toBe('invalid_arguments')
    expect(await refused(client.files.getUploadURLExternal({ filename: 'a', length: 0 }))).toBe('invalid_arguments')
    const poor = await start(['chat:write'])
    const call = clientOf(poor).files.getUploadURLExternal({ filename: 'a', length: 1 })
    expect(await refused(call)).toBe('missing_scope')
    await poor.close()
  })
})
