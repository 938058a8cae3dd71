import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, type Offer, QueueAway } from '../../src/queue/desk.ts'
import { type Poster, PostImpossible, PostLater } from '../../src/queue/poster.ts'
import { createPoster } from '../../src/slack/poster.ts'
import { digestOfFacts } from '../../src/store/offers.ts'
import { configOf, freePort, hosts } from './bot.ts'
import { asked, bannedRun, unbanned } from './fixtures.ts'
import { buttonsIn, complaintsOf, seen } from './rules.ts'
import { ok, refusal, type SlackServer, startSlackServer } from './slack-server.ts'

let slack: SlackServer
let poster: Poster
const remembered: Offer[] = []
const remember = async (offer: Offer) => `offer-${remembered.push(offer)}`
const desk: Pick<Desk, 'canCheck' | 'mayObey' | 'remember' | 'recall' | 'request' | 'run'> = {
  remember,
  mayObey: async () => true,
  recall: async () => undefined,
  request: async () => ({ found: 'nothing' }),
  run: async () => bannedRun,
  canCheck: async () => false,
}
const log = pino({ level: 'silent' })
const posterFor = (apiUrl: string, fixers?: string[], change: Partial<typeof desk> = {}) =>
  createPoster({ botToken: 'xoxb-1', config: configOf({ apiUrl }, fixers), hosts, desk: { ...desk, ...change }, log })

beforeAll(async () => {
  slack = await startSlackServer()
  poster = posterFor(slack.apiUrl)
})
afterAll(() => slack.close())
beforeEach(() => {
  slack.calls.length = 0
  remembered.length = 0
  slack.answer('chat.postMessage', () => ok({ ts: '1.1' }))
})

const queued = { state: 'queued' as const, asked }
const done = { state: 'done' as const, asked, diagnosed: bannedRun }
const firstPost = () => slack.called('chat.postMessage')[0] as { text: string; blocks: [] }

describe('the poster', () => {
  it('posts the head where it belongs, with text for notifications and without unfurling', async () => {
    expect(await poster.postHead({ channel: 'C1' }, 'run-1', queued)).toEqual({ ts: '1.1' })
    expect(firstPost()).toMatchObject({
      channel: 'C1',
      text: 'Checking web-01 from 203.0.113.7 as deploy',
      unfurl_links: 'false',
      unfurl_media: 'false',
    })
    expect(firstPost()).not.toHaveProperty('thread_ts')
    expect(complaintsOf(firstPost())).toEqual([])
  })

  it('posts a head that was asked for in a thread into that thread, and its replies too', async () => {
    await poster.postHead({ channel: 'C1', threadTs: '9.9' }, 'run-1', queued)
    await poster.postReply({ channel: 'C1', threadTs: '9.9' }, '1.1', 'run-1', { kind: 'note', text: 'a' }, 0)
    await poster.postReply({ channel: 'C1' }, '1.1', 'run-1', { kind: 'note', text: 'b' }, 1)
    expect(slack.called('chat.postMessage').map(({ thread_ts }) => thread_ts)).toEqual(['9.9', '9.9', '1.1'])
  })

  it('edits the head in place and gives the answer its buttons', async () => {
    await poster.updateHead({ channel: 'C1' }, '1.1', 'run-1', done)
    const [edit] = slack.called('chat.update') as unknown as { blocks: []; text: string; ts: string }[]
    expect(edit?.ts).toBe('1.1')
    expect(edit && buttonsIn(edit).map(({ label }) => label)).toEqual(['Unban 203.0.113.7', 'Check again', 'Evidence'])
    expect(remembered).toContainEqual({
      runId: 'run-1',
      host: 'web-01',
      vantage: 'bastion-a',
      remedy: 'fail2ban-unban',
      args: { jail: 'sshd', ip: '203.0.113.7' },
      direction: 'do',
      command: 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7',
      evidence: digestOfFacts(bannedRun.evidence),
    })
  })

  it('offers the same check from where else a worker is up, and from nowhere else', async () => {
    const elsewhere = posterFor(slack.apiUrl, undefined, {
      canCheck: async (vantage, host) => vantage === 'bastion-b' && host === 'web-01',
    })
    await elsewhere.postHead({ channel: 'C1' }, 'run-1', done)
    expect(buttonsIn(firstPost()).map(({ label }) => label)).toContain('Check from bastion-b')
    expect(remembered).toContainEqual(
      expect.objectContaining({ remedy: 'check', host: 'web-01', vantage: 'bastion-b' }),
    )
    slack.calls.length = 0
    await poster.postHead({ channel: 'C1' }, 'run-1', done)
    expect(JSON.stringify(firstPost())).not.toContain('Check from')
  })

  it('says in the thread which scope the evidence lacks, and how to get it meanwhile', async () => {
    slack.answer('files.getUploadURLExternal', () => refusal('missing_scope'))
    await poster.postReply({ channel: 'C1' }, '1.1', 'run-1', { kind: 'evidence' }, 0)
    const told = slack.called('chat.postMessage').map(({ text, thread_ts }) => ({ text: String(text), thread_ts }))
    expect(told).toEqual([{ text: expect.stringContaining('lacks the scope files:write'), thread_ts: '1.1' }])
    expect(told[0]?.text).toContain('ssh-medic check HOST --save FILE.json')
  })

  it('says in the thread that the evidence is gone', async () => {
    const forgetful = posterFor(slack.apiUrl, undefined, { run: async () => undefined })
    await forgetful.postReply({ channel: 'C1' }, '1.1', 'run-1', { kind: 'evidence' }, 0)
    expect(slack.called('chat.postMessage')).toEqual([
      expect.objectContaining({ text: expect.stringContaining('kept for seven days'), thread_ts: '1.1' }),
    ])
  })

  it('shows no fix and no undo where the policy lets nobody fix', async () => {
    const strict = posterFor(slack.apiUrl, [])
    await strict.postHead({ channel: 'C1' }, 'run-1', done)
    await strict.postReply({ channel: 'C1' }, '1.1', 'run-1', { kind: 'action', action: unbanned }, 0)
    expect(
      slack
        .called('chat.postMessage')
        .flatMap((post) => buttonsIn(post as never))
        .map(({ label }) => label),
    ).toEqual(['Check again', 'Evidence'])
  })

  it('remembers an undo at the vantage of the host', async () => {
    await poster.postReply(
      { channel: 'C1' },
      '1.1',
      'run-1',
      { kind: 'action', action: { ...unbanned, host: 'db-01' } },
      0,
    )
    expect(remembered).toEqual([expect.objectContaining({ direction: 'undo', vantage: 'bastion-b', host: 'db-01' })])
  })

  it('shows the step that may follow a fix beside its undo', async () => {
    const next = {
      ...{ id: 'fail2ban-ignore', title: 'Have fail2ban never ban the address', risk: 'careful' as const },
      ...{ args: { jail: 'sshd', ip: '203.0.113.7' }, command: 'sudo -n fail2ban-client set sshd addignoreip …' },
    }
    await poster.postReply({ channel: 'C1' }, '1.1', 'run-1', { kind: 'action', action: { ...unbanned, next } }, 0)
    const [post] = slack.called('chat.postMessage')
    expect(buttonsIn(post as never).map(({ label }) => label)).toEqual(['Undo: Unban 203.0.113.7', next.title])
    expect(remembered.at(-1)).toMatchObject({ remedy: 'fail2ban-ignore', direction: 'do', args: next.args })
  })

  it.each([
    ['a 429', () => ({ status: 429, headers: { 'retry-after': '7' }, body: {} }), 7_000],
    ['ratelimited with HTTP 200', () => refusal('ratelimited'), 30_000],
    ['a token that an operator must mend', () => refusal('token_revoked'), 60_000],
  ])('posts later after %s, and tries once only', async (_case, answer, delayMs) => {
    slack.answer('chat.postMessage', answer)
    const failure = await poster.postHead({ channel: 'C1' }, 'run-1', queued).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(PostLater)
    expect(failure).toMatchObject({ delayMs })
    expect(slack.called('chat.postMessage')).toHaveLength(1)
  })

  it('posts later when nobody listens there, because nothing can have been posted', async () => {
    const nowhere = posterFor(`http://127.0.0.1:${await freePort()}/api/`)
    await expect(nowhere.postHead({ channel: 'C1' }, 'run-1', queued)).rejects.toBeInstanceOf(PostLater)
  })

  it('posts later when the meaning of its buttons cannot be remembered', async () => {
    const remember = async () => Promise.reject(new QueueAway('away'))
    await expect(
      posterFor(slack.apiUrl, ['U1'], { remember }).postHead({ channel: 'C1' }, 'run-1', done),
    ).rejects.toBeInstanceOf(PostLater)
    expect(slack.calls).toEqual([])
  })

  it('does not say whether a post arrived that ended in a server error', async () => {
    slack.answer('chat.postMessage', () => ({ status: 503, body: {} }))
    const failure = await poster.postHead({ channel: 'C1' }, 'run-1', queued).catch((error: unknown) => error)
    expect(failure).not.toBeInstanceOf(PostLater)
    expect(failure).not.toBeInstanceOf(PostImpossible)
    expect(slack.called('chat.postMessage')).toHaveLength(1)
  })

  it.each(['channel_not_found', 'is_archived', 'message_not_found'])('gives an edit up after %s', async (code) => {
    slack.answer('chat.update', () => refusal(code))
    await expect(poster.updateHead({ channel: 'C1' }, '1.1', 'run-1', done)).rejects.toBeInstanceOf(PostImpossible)
    slack.answer('chat.update', () => ok({ ts: '1.1' }))
  })

  it('tells the asker directly when the channel is closed to the bot', async () => {
    slack.answer('chat.postMessage', ({ channel }) =>
      channel === 'C1' ? refusal('not_in_channel') : ok({ ts: '2.2' }),
    )
    await expect(poster.postHead({ channel: 'C1' }, 'run-1', queued)).rejects.toBeInstanceOf(PostImpossible)
    expect(slack.called('chat.postMessage')[1]).toMatchObject({
      channel: 'U1',
      text: expect.stringContaining('/invite'),
    })
  })

  it('posts the bare text when Slack refuses the blocks', async () => {
    slack.answer('chat.postMessage', ({ blocks }) =>
      Array.isArray(blocks) && blocks.length > 0 ? refusal('invalid_blocks') : ok({ ts: '3.3' }),
    )
    expect(await poster.postHead({ channel: 'C1' }, 'run-1', done)).toEqual({ ts: '3.3' })
    expect(seen(firstPost())).toContain('fail2ban')
  })
})
