import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDelivery } from '../../src/queue/delivery.ts'
import { readMoves } from '../../src/store/moves.ts'
import type { WebhookOutcome } from '../../src/webhook/outcome.ts'
import { startWebhook } from '../../src/webhook/server.ts'
import { recordingPoster, saying } from '../queue/fixtures.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis, testRedis } from '../support/redis.ts'
import { alert, hosts, payload, TOKEN } from './payloads.ts'

const { redis, url } = await sharedRedis()
const closers: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  await redis.flushall()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function webhook(redisUrl = url) {
  const outcomes: WebhookOutcome[] = []
  const server = await startWebhook({
    ...{ where: { port: 0, bind: '127.0.0.1' }, token: TOKEN, redisUrl, hosts, vantage: 'bastion-a', channel: 'C1' },
    observe: (outcome) => outcomes.push(outcome),
  })
  closers.push(server.close)
  const address = `http://127.0.0.1:${server.port}/alerts`
  const post = async (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    })
    return { status: response.status, said: (await response.json()) as Record<string, unknown> }
  }
  return { post, outcomes, port: server.port }
}
const moves = async () =>
  (await readMoves(redis, 100)).map(({ move }) => `${move?.move} ${move?.host} ${move?.vantage}`)
const resolved = (change = {}) => alert({ status: 'resolved', endsAt: '2026-11-21T12:05:00Z', ...change })

describe('the webhook', () => {
  it('hands an alert of a known host to the keeper of alerts, and its end', async () => {
    const { post, outcomes } = await webhook()
    expect(await post(payload(alert()))).toEqual({
      status: 200,
      said: { taken: 1, known: 0, strangers: 0, ignored: 0 },
    })
    const move = (await readMoves(redis, 1))[0]?.move
    expect(move).toMatchObject({
      host: 'web-01',
      vantage: 'bastion-a',
      move: 'open',
      source: 'webhook',
      symptom: 'as Alertmanager reports',
      report: {
        state: 'firing',
        title: 'SshDown: SSH of web-01 does not answer',
        by: 'alertmanager',
      },
    })
    await post(payload(resolved()))
    expect(await moves()).toEqual(['open web-01 bastion-a', 'resolve web-01 bastion-a'])
    expect(outcomes).toEqual(['taken', 'taken'])
  })

  it('takes what is delivered again, by both of a pair and at the same time, once', async () => {
    const [first, second] = [await webhook(), await webhook()]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? first : second).post(payload(alert()))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(answers.map(({ said }) => Number(said.taken)).reduce((sum, one) => sum + one)).toBe(1)
    expect(await moves()).toEqual(['open web-01 bastion-a'])
    expect((await first.post(payload(resolved(), resolved()))).said).toMatchObject({ taken: 1, known: 1 })
    expect((await first.post(payload(alert()))).said).toMatchObject({ taken: 0, known: 1 })
    expect((await first.post(payload(alert({ startsAt: '2026-11-21T13:00:00Z' })))).said).toMatchObject({ taken: 1 })
    expect(await moves()).toEqual(['open web-01 bastion-a', 'resolve web-01 bastion-a', 'open web-01 bastion-a'])
  })

  it('takes each alert of a group, and sends each to the vantage of its host', async () => {
    const { post } = await webhook()
    const db = alert({ fingerprint: 'db', labels: { alertname: 'SshDown', instance: 'db-01:9100' } })
    const watchdog = alert({ fingerprint: 'dog', labels: { alertname: 'Watchdog' } })
    expect((await post(payload(alert(), db, watchdog))).said).toMatchObject({ taken: 2, ignored: 1 })
    expect(await moves()).toEqual(['open web-01 bastion-a', 'open db-01.example.com bastion-b'])
  })

  it('tells the channel of unknown hosts in one thread, each alert and its end once, and probes nothing', async () => {
    const { post } = await webhook()
    const poster = recordingPoster()
    const delivery = startDelivery({ redisUrl: url, poster })
    closers.push(delivery.close)
    const stranger = { labels: { alertname: 'SshDown', instance: '<!channel>:9100' } }
    const other = { ...stranger, fingerprint: 'other', startsAt: '2026-11-21T12:10:00Z' }
    expect((await post(payload(alert(stranger), alert(other)))).said).toMatchObject({ strangers: 2 })
    await post(payload(alert(stranger)))
    await post(payload(resolved(stranger), resolved(stranger)))
    const thread = 'strangers-C1-2026-11-21'
    const line = (state: string) => `reply “<!channel>:9100”: SshDown: SSH of web-01 does not answer (${state})`
    await eventually(() =>
      expect(saying(poster, thread)).toEqual(['head log', line('firing'), line('firing'), line('resolved')]),
    )
    expect(new Set(poster.posts.map(({ runId }) => runId))).toEqual(new Set([thread]))
    expect(poster.place).toEqual({ channel: 'C1' })
    expect(await moves()).toEqual([])
  })

  it('tells of so many unknown hosts a day and no more, and says so', async () => {
    const { post } = await webhook()
    const poster = recordingPoster()
    const strangers = Array.from({ length: 80 }, (_, index) =>
      alert({ fingerprint: `f${index}`, labels: { instance: `web-${index + 100}` } }),
    )
    expect((await post(payload(...strangers))).said).toMatchObject({ strangers: 80 })
    await post(payload(...strangers))
    closers.push(startDelivery({ redisUrl: url, poster }).close)
    const said = () => saying(poster, 'strangers-C1-2026-11-21')
    await eventually(() => expect(said().at(-1)).toMatch(/More than 50 today: the rest is not told here/))
    expect(said()).toHaveLength(1 + 50 + 1)
  })

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer something-else-altogether' }],
    ['another way', { authorization: `Basic ${TOKEN}` }],
  ])('refuses whoever comes with %s, before it reads what was sent', async (_, headers: Record<string, string>) => {
    const { post, outcomes } = await webhook()
    const { status, said } = await post(payload(alert()), headers)
    expect(status).toBe(401)
    expect(JSON.stringify(said)).not.toContain(TOKEN)
    expect(outcomes).toEqual(['unauthorised'])
    expect(await moves()).toEqual([])
  })

  it.each([
    ['no JSON', '{', 400, 'not-understood'],
    ['another JSON', '{"version":"4"}', 400, 'not-understood'],
    ['more than a megabyte', JSON.stringify({ title: 'x'.repeat(1_100_000) }), 413, 'too-large'],
  ])('refuses %s with a reason', async (_, body, status, outcome) => {
    const { post, outcomes } = await webhook()
    const answer = await post(body)
    expect(answer).toEqual({ status, said: { error: expect.stringMatching(/\w/) } })
    expect(outcomes).toEqual([outcome])
  })

  it('asks to send again while Redis is away', async () => {
    const own = await testRedis()
    const { post, outcomes } = await webhook(own.url)
    await own.close()
    const answer = await post(payload(alert()))
    expect(answer.status).toBe(503)
    expect(outcomes).toEqual(['redis-away'])
  })
})
