import { request } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { servePage } from '../../src/demo/page/server.ts'
import { NO_APP } from '../../src/demo/slack/app-definition.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { BOT, TEAM } from '../../src/demo/slack/workspace.ts'

const OPS = 'C0OPS'

async function page() {
  const slack = await startSlackStandIn({
    people: [
      { id: 'U0ANA', name: 'Ana', teamId: TEAM.id },
      { id: 'U0EVE', name: 'Eve', teamId: 'T0OTHER', stranger: true },
    ],
    channels: [{ id: OPS, name: 'ops', botIsIn: true }],
    tokens: { bot: 'xoxb-1', app: 'xapp-1' },
    scopes: [],
    app: { ...NO_APP, events: ['app_home_opened'] },
  })
  onTestFinished(slack.close)
  const served = await servePage({ slack }, 0)
  onTestFinished(served.close)
  const state = async (user: string) => (await fetch(`${served.url}state?user=${user}`)).json()
  const act = async (what: object) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${served.url}act`, { method: 'POST', headers, body: JSON.stringify(what) })
    return { status: answer.status, body: await answer.json() }
  }
  return { slack, url: served.url, state, act }
}

/** As a page elsewhere asks, under a name of its own that points to this machine. */
const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })

describe('what serves the page', () => {
  it('answers this machine alone', async () => {
    const { url } = await page()
    expect(await statusFor(url, new URL(url).host)).toBe(200)
    expect(await statusFor(url, 'attacker.example')).toBe(403)
  })

  it('hands out the page and nothing of what stands beside it', async () => {
    const { url } = await page()
    const status = async (path: string) => (await fetch(url + path)).status
    expect(await Promise.all(['', 'app.js', 'controls.css'].map(status))).toEqual([200, 200, 200])
    expect(await Promise.all(['server.ts', 'acts.ts', '../parts.ts', 'files/F1'].map(status))).toEqual([
      404, 404, 404, 404,
    ])
  })

  it('shows each person what is for them', async () => {
    const { slack, state } = await page()
    slack.workspace.post({ channel: OPS, user: BOT.id, text: 'to Ana', blocks: [], onlyFor: 'U0ANA' })
    slack.workspace.post({ channel: OPS, user: BOT.id, text: 'to all', blocks: [] })
    slack.workspace.publish('U0ANA', [])
    expect(await state('U0ANA')).toMatchObject({ messages: [{ text: 'to Ana' }, { text: 'to all' }] })
    expect(await state('U0EVE')).toMatchObject({ channels: [], messages: [], home: { blocks: [] } })
  })

  it.each([
    ['what it does not know', { act: 'shout', user: 'U0ANA' }, 400],
    ['what that person cannot do', { act: 'type', user: 'U0EVE', channel: OPS, text: 'x' }, 409],
    ['a button that is not there', { act: 'click-in-home', user: 'U0ANA', actionId: 'x' }, 409],
  ])('refuses %s, and says why', async (_name, what, status) => {
    const { act } = await page()
    expect(await act(what)).toEqual({ status, body: { error: expect.stringMatching(/\w/) } })
  })
})
