import { describe, expect, it, onTestFinished } from 'vitest'
import { alertAbout } from '../../src/demo/alert.ts'
import { NO_APP } from '../../src/demo/slack/app-definition.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { BOT } from '../../src/demo/slack/workspace.ts'
import { createTour } from '../../src/demo/tour.ts'

async function tour(events: string[] = []) {
  const slack = await startSlackStandIn({
    people: [],
    channels: ['C0OPS', 'C0ALERTS'].map((id) => ({ id, name: id, botIsIn: true })),
    tokens: { bot: 'xoxb-1', app: 'xapp-1' },
    scopes: [],
    app: { ...NO_APP, events },
  })
  onTestFinished(slack.close)
  const say = (text: string, more: { threadTs?: string; onlyFor?: string } = {}) =>
    slack.workspace.post({ channel: 'C0OPS', user: BOT.id, text, blocks: [], ...more })
  return { slack, say, ...createTour(slack) }
}

describe('the tour', () => {
  it('goes on as things are done', async () => {
    const { at, say } = await tour()
    expect(at()).toMatchObject({ step: 1, line: '/ssh-check web-01 from 203.0.113.7' })
    const { ts } = say('web-01 from 203.0.113.7: fail2ban has banned the client')
    expect(at()).toMatchObject({ step: 2 })
    say('Fixed, and proven by fresh evidence', { threadTs: ts })
    expect(at()).toMatchObject({ step: 3 })
  })

  it('does not take what happens to one host for another', async () => {
    const { at, say } = await tour()
    const { ts } = say('db-01 is healthy')
    say('proven by fresh evidence', { threadTs: ts })
    expect(at()).toMatchObject({ step: 1 })
  })

  it('sees what stands in the thread of an alert', async () => {
    const { at, slack } = await tour()
    alertAbout(slack, 'edge-01', 4022, '203.0.113.7')
    const [alert] = slack.workspace.messages
    slack.workspace.post({
      ...{ channel: 'C0OPS', user: BOT.id, text: 'edge-01: a rule of ufw drops it', blocks: [] },
      ...(alert && { threadTs: alert.ts }),
    })
    expect(at()).toMatchObject({ step: 6 })
  })

  it('calls nobody back to what was left out, and can be skipped through', async () => {
    const { at, say, skip } = await tour()
    say('Resolved after 3 min: cache-01')
    expect(at()).toMatchObject({ step: 5, of: 10 })
    for (let left = 5; left <= 10; left++) skip()
    expect(at()).toBeUndefined()
  })

  it('waits until the alert of the watched host is over, wherever it is told', async () => {
    const { at, skip, slack } = await tour()
    for (let step = 1; step < 4; step++) skip()
    expect(at()?.text).toContain('#alerts')
    const post = (text: string) => slack.workspace.post({ channel: 'C0ALERTS', user: BOT.id, text, blocks: [] })
    post('cache-01: SSH fails (connection refused)')
    expect(at()).toMatchObject({ step: 4 })
    post('Resolved after 2 min: cache-01')
    expect(at()).toMatchObject({ step: 5 })
  })

  it('names who is to approve', async () => {
    const { at, skip } = await tour()
    for (let step = 1; step < 8; step++) skip()
    expect(at()).toMatchObject({ as: 'U0CARA' })
  })

  it('does not end because somebody looked at the Home tab early', async () => {
    const { at, skip, slack } = await tour(['app_home_opened'])
    slack.workspace.publish('U0ANA', [])
    expect(at()).toMatchObject({ step: 1, of: 11 })
    for (let step = 1; step <= 10; step++) skip()
    expect(at()).toBeUndefined()
  })

  it('ends with the Home tab, where the app has one', async () => {
    const { at, skip, slack } = await tour(['app_home_opened'])
    for (let step = 1; step < 11; step++) skip()
    expect(at()?.text).toContain('Home')
    slack.workspace.publish('U0ANA', [])
    expect(at()).toBeUndefined()
  })
})
