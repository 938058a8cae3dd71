import { createHmac } from 'node:crypto'
import { WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { ANA, EVE, httpApp, OPS, openSocket, SHARED, slack, socketUrl, TOKENS, whispers } from './apps.ts'

describe('Socket Mode', () => {
  it('brings an envelope to one socket, and shows what the acknowledgement says', async () => {
    const standIn = await slack()
    const sockets = [await openSocket(await socketUrl(standIn)), await openSocket(await socketUrl(standIn))]
    const typed = standIn.type(ANA.id, OPS, '/ssh-check help')
    await expect.poll(() => sockets.flatMap(({ envelopes }) => envelopes()).length).toBe(1)
    const [receiver] = sockets.filter(({ envelopes }) => envelopes().length === 1)
    expect(receiver?.envelopes()[0]).toMatchObject({
      type: 'slash_commands',
      payload: { command: '/ssh-check', text: 'help', user_id: ANA.id, channel_id: OPS },
    })
    receiver?.acknowledge({ text: 'Hello Ana' })
    await typed
    expect(whispers(standIn)).toEqual(['Hello Ana'])
  })

  it('brings an envelope again when its socket broke before the acknowledgement', async () => {
    const standIn = await slack()
    const sockets = [await openSocket(await socketUrl(standIn)), await openSocket(await socketUrl(standIn))]
    const typed = standIn.type(ANA.id, OPS, '/ssh-check web-01')
    await expect.poll(() => sockets.flatMap(({ envelopes }) => envelopes()).length).toBe(1)
    const broken = sockets.find(({ envelopes }) => envelopes().length === 1)
    const other = sockets.find((one) => one !== broken)
    broken?.socket.terminate()
    await expect.poll(() => other?.envelopes()[0]).toMatchObject({ retry_attempt: 1 })
    expect(other?.envelopes()[0]?.envelope_id).toBe(broken?.envelopes()[0]?.envelope_id)
    other?.acknowledge()
    await typed
    expect(whispers(standIn)).toEqual([])
  })

  it('lets an address for a socket be used once', async () => {
    const url = await socketUrl(await slack())
    await openSocket(url)
    await expect(openSocket(url)).rejects.toThrow('401')
  })

  it('asks the app to connect anew', async () => {
    const standIn = await slack()
    const { heard } = await openSocket(await socketUrl(standIn))
    standIn.refreshSockets()
    await expect.poll(() => heard.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' })
  })
})

const modal = (text: string) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Fix' },
  submit: { type: 'plain_text', text: 'Do it' },
  blocks: [{ type: 'section', text: { type: 'plain_text', text } }],
})

/** A workspace in which Ana pressed the button of a message and got a modal. */
async function withModal(answer: unknown) {
  const { heard, http } = await httpApp(answer)
  const standIn = await slack({ http })
  const client = new WebClient(TOKENS.bot, { slackApiUrl: standIn.apiUrl, retryConfig: { retries: 0 } })
  const button = (block: string) => ({
    type: 'actions',
    block_id: block,
    elements: [{ type: 'button', action_id: 'go', value: `of ${block}`, text: { type: 'plain_text', text: 'Go' } }],
  })
  const { ts = '' } = await client.chat.postMessage({ channel: SHARED, text: 'x', blocks: [button('a'), button('b')] })
  await standIn.click(ANA.id, SHARED, ts, 'go', 'b')
  const click = JSON.parse(new URLSearchParams(heard.at(-1)?.body).get('payload') ?? '')
  await client.apiCall('views.open', { trigger_id: click.trigger_id, view: modal('first') })
  const open = [...standIn.workspace.views.values()][0]
  return { standIn, heard, click, ts, viewId: open?.id ?? '' }
}

describe('HTTP', () => {
  it('is signed as the app can check', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ http, now: () => 1_700_000_000_000 })
    await standIn.type(ANA.id, OPS, '/ssh-check web-01 from 203.0.113.7')
    const [{ body = '', signature, timestamp } = {}] = heard
    const mine = createHmac('sha256', 'secret').update(`v0:1700000000:${body}`).digest('hex')
    expect({ signature, timestamp }).toEqual({ signature: `v0=${mine}`, timestamp: '1700000000' })
    expect(new URLSearchParams(body).get('text')).toBe('web-01 from 203.0.113.7')
  })

  it('brings the button that was pressed, of the block that it stands in', async () => {
    const { click, ts } = await withModal(undefined)
    expect(click).toMatchObject({
      type: 'block_actions',
      actions: [{ action_id: 'go', block_id: 'b', value: 'of b' }],
      container: { message_ts: ts, channel_id: SHARED },
      message: { blocks: [{ block_id: 'a' }, { block_id: 'b' }] },
    })
  })

  it('closes a modal when the app only acknowledges', async () => {
    const { standIn, heard, viewId } = await withModal(undefined)
    await standIn.submit(ANA.id, viewId)
    expect(standIn.workspace.views.size).toBe(0)
    expect(heard.at(-1)?.body).toContain('view_submission')
  })

  it('shows the view that the app answers with', async () => {
    const { standIn, viewId } = await withModal({ response_action: 'update', view: modal('second') })
    await standIn.submit(ANA.id, viewId)
    expect([...standIn.workspace.views.values()]).toMatchObject([{ view: { blocks: [{ text: { text: 'second' } }] } }])
  })

  it.each([
    ['an answer that nobody knows', { response_action: 'explode' }, /explode/],
    ['a view that Slack refuses', { response_action: 'update', view: modal('x'.repeat(3_001)) }, /refuses/],
  ])('tells of %s', async (_name, answer, trouble) => {
    const { standIn, viewId } = await withModal(answer)
    await expect(standIn.submit(ANA.id, viewId)).rejects.toThrow(trouble)
    expect(standIn.workspace.views.size).toBe(1)
  })

  it('takes a modal from nobody but the person before whom it stands', async () => {
    const { standIn, viewId } = await withModal(undefined)
    await expect(standIn.submit(EVE.id, viewId)).rejects.toThrow(/no dialog/)
  })

  it('shows what the app says at the response address, as strictly as elsewhere', async () => {
    const { standIn, click } = await withModal(undefined)
    const say = async (body: unknown) =>
      (await fetch(click.response_url, { method: 'POST', body: JSON.stringify(body) })).status
    expect(await say({ text: 'psst' })).toBe(200)
    expect(whispers(standIn)).toEqual(['psst'])
    expect(await say({})).toBe(400)
    expect(await say({ text: 'x', colour: 'red' })).toBe(400)
    expect(await say({ text: 'x', blocks: [{ type: 'table_of_lies' }] })).toBe(400)
    expect(await say({ text: 'all hear this', response_type: 'in_channel' })).toBe(200)
    expect(await say({ text: 'once too often' })).toBe(404)
    expect(standIn.workspace.messages.at(-1)).toMatchObject({ text: 'all hear this' })
    expect(standIn.workspace.messages.at(-1)?.onlyFor).toBeUndefined()
  })
})

describe('people', () => {
  it('of another company see shared channels alone, and cannot run commands there', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ http })
    await expect(standIn.type(EVE.id, OPS, 'hello')).rejects.toThrow(/not in the channel/)
    await standIn.type(EVE.id, SHARED, '/ssh-check web-01')
    expect(whispers(standIn)).toMatchObject([expect.stringContaining('only its members')])
    expect(heard).toEqual([])
  })

  it('can invite the bot where it is not yet', async () => {
    const standIn = await slack()
    const client = new WebClient(TOKENS.bot, { slackApiUrl: standIn.apiUrl, retryConfig: { retries: 0 } })
    await expect(client.chat.postMessage({ channel: OPS, text: 'x' })).rejects.toThrow('not_in_channel')
    await standIn.type(ANA.id, OPS, '/invite @ssh-medic')
    expect(await client.chat.postMessage({ channel: OPS, text: 'x' })).toMatchObject({ ok: true })
  })
})
