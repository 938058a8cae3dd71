import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { until } from '../slack/team.ts'
import { ALERTS, hostOf, startWatching, type Watching } from '../slack/watching.ts'
import { sharedRedis } from '../support/redis.ts'
import { closedPort } from '../support/serve.ts'
import { alert } from './payloads.ts'
import { startPosting } from './posting.ts'

const { redis, url } = await sharedRedis()
const closers: (() => Promise<unknown>)[] = []
const closeAll = async () => {
  for (const close of closers.splice(0).reverse()) await close()
}
beforeEach(async () => {
  await closeAll()
  await redis.flushall()
})
afterAll(closeAll)
const isSo = <T>(look: () => T) => until(() => look() || undefined)

/** A workspace whose watch names no host: what is told comes from the webhook. */
async function workspace() {
  const hosts = [hostOf('web-01', await closedPort()), hostOf('web-02', await closedPort())]
  const watch = { channel: ALERTS, groups: [{ hosts: ['none-of-these'] }] }
  const team = await startWatching({ redisUrl: url, hosts, watch })
  closers.push(team.close)
  const webhook = await startPosting({ redisUrl: url, hosts, channel: ALERTS })
  closers.push(webhook.close)
  return { team, post: webhook.post }
}
const threadOf = (team: Watching) => until(() => team.threads()[0])
const over = { status: 'resolved', endsAt: '2026-11-21T12:05:00Z' }
const instanceDown = { fingerprint: 'other', labels: { alertname: 'InstanceDown', instance: 'web-01:9100' } }

describe('an alert of Alertmanager', () => {
  it('becomes one thread with the diagnosis, however often it comes, and its end edits the same message', async () => {
    const { team, post } = await workspace()
    await post(alert())
    await post(alert())
    const head = await threadOf(team)
    expect(wordsOf(head)).toContain('web-01: SSH fails (as Alertmanager reports)')
    expect(wordsOf(head)).toMatch(/Reported:\s+SshDown: SSH of web-01 does not answer/)
    await isSo(() => team.replies(head.ts).some((text) => /Nothing listens|refuses|refused/i.test(text)))
    await post(alert(over))
    await isSo(() => /Resolved after/.test(wordsOf(head)))
    await post(alert(over))
    expect(team.threads()).toHaveLength(1)
  })

  it('that fires anew soon after goes on in its thread, and ends there again', async () => {
    const { team, post } = await workspace()
    await post(alert())
    const head = await threadOf(team)
    await post(alert(over))
    await isSo(() => /Resolved after/.test(wordsOf(head)))
    const again = { startsAt: '2026-11-21T12:10:00Z' }
    await post(alert(again))
    await isSo(() => /SSH fails/.test(wordsOf(head)))
    await post(alert({ ...over, ...again }))
    await isSo(() => /Resolved after/.test(wordsOf(head)))
    expect(team.threads()).toHaveLength(1)
  })

  it('joins the open one of its host, which is over when neither fires any more', async () => {
    const { team, post } = await workspace()
    await post(alert())
    const head = await threadOf(team)
    await post(alert(instanceDown))
    await isSo(() => /Reported:\s+InstanceDown/.test(wordsOf(head)))
    await post(alert(over))
    await isSo(() => team.replies(head.ts).some((text) => text.includes('SSH of web-01 does not answer (resolved)')))
    expect(wordsOf(head)).not.toContain('Resolved after')
    await post(alert({ ...instanceDown, ...over }))
    await isSo(() => /Resolved after/.test(wordsOf(head)))
    expect(team.threads()).toHaveLength(1)
  })

  it('shows what it says as text alone: nobody is mentioned, nothing is formatted', async () => {
    const { team, post } = await workspace()
    const hostile = '<!channel> *bold* <https://evil.example|click>'
    await post(alert({ annotations: { summary: hostile } }))
    const head = await threadOf(team)
    expect(wordsOf(head)).toContain(hostile)
    expect(head.text).not.toContain('<!channel>')
    const types = JSON.stringify(head.blocks)
    for (const type of ['"broadcast"', '"link"', '"mrkdwn"']) expect(types).not.toContain(type)
  })
})
