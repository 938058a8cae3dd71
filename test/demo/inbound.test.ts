import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { BOT } from '../../src/demo/slack/workspace.ts'
import { ANA, app, eventIn, httpApp, OPS, openSocket, SHARED, slack, socketUrl, whispers } from './apps.ts'

describe('an event', () => {
  it('comes over the socket as an envelope, and again when it is repeated', async () => {
    const standIn = await slack({ app })
    const { envelopes, acknowledge } = await openSocket(await socketUrl(standIn))
    const typed = standIn.type(ANA.id, SHARED, `@${BOT.name} check web-01`)
    await expect.poll(() => envelopes()).toHaveLength(1)
    expect(envelopes()[0]).toMatchObject({
      type: 'events_api',
      retry_attempt: 0,
      accepts_response_payload: false,
      payload: {
        type: 'event_callback',
        team_id: 'T0DEMO',
        is_ext_shared_channel: true,
        event: { type: 'app_mention', user: ANA.id, text: `<@${BOT.id}> check web-01`, channel: SHARED },
      },
    })
    acknowledge()
    await typed
    const repeated = standIn.repeatEvent()
    await expect.poll(() => envelopes()).toHaveLength(2)
    expect(envelopes()[1]).toMatchObject({ retry_attempt: 1, payload: envelopes()[0]?.payload })
    acknowledge()
    await repeated
  })

  it('comes by signed HTTP as JSON, and says so when it is repeated', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ app, http, now: () => 1_700_000_000_000 })
    await standIn.openHome(ANA.id)
    await standIn.repeatEvent()
    expect(eventIn(heard[0]?.body)).toMatchObject({
      event: { type: 'app_home_opened', user: ANA.id, tab: 'home' },
      event_id: expect.stringMatching(/^Ev/),
    })
    const mine = createHmac('sha256', 'secret').update(`v0:1700000000:${heard[0]?.body}`).digest('hex')
    expect(heard[0]).toMatchObject({ signature: `v0=${mine}`, type: 'application/json', retry: undefined })
    expect(heard[1]).toMatchObject({ body: heard[0]?.body, retry: '1' })
  })

  it('comes again at once when nothing acknowledged it', async () => {
    const { heard, http } = await httpApp(undefined, 500)
    const standIn = await slack({ app, http })
    await standIn.openHome(ANA.id)
    expect(heard.map(({ retry }) => retry)).toEqual([undefined, '1'])
  })

  it('of a mention in a thread names the thread', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ app, http })
    await standIn.type(ANA.id, SHARED, 'web-01 is down & out')
    const [first] = standIn.workspace.messages
    await standIn.type(ANA.id, SHARED, `@${BOT.name} web-01`, first?.ts)
    expect(first?.text).toBe('web-01 is down &amp; out')
    expect(eventIn(heard.at(-1)?.body)).toMatchObject({ event: { type: 'app_mention', thread_ts: first?.ts } })
    expect(heard).toHaveLength(1)
  })

  it('does not come from a channel that the app is not in: Slack offers to invite it', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ app, http })
    await standIn.type(ANA.id, OPS, `@${BOT.name} web-01`)
    expect(heard).toEqual([])
    expect(whispers(standIn)).toEqual([expect.stringContaining('/invite @ssh-medic')])
  })

  it('does not come to an app that is not subscribed', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ http })
    await standIn.type(ANA.id, SHARED, `@${BOT.name} web-01`)
    await standIn.openHome(ANA.id)
    expect(heard).toEqual([])
  })
})

describe('a command in a thread', () => {
  it('is what Slack does not support', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ app, http })
    await standIn.type(ANA.id, SHARED, 'hello')
    await standIn.type(ANA.id, SHARED, '/ssh-check web-01', standIn.workspace.messages[0]?.ts)
    expect(whispers(standIn)).toEqual(['/ssh-check is not supported in threads. Sorry!'])
    expect(heard).toEqual([])
  })
})
