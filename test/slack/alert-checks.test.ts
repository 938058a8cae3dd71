import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import { sharedRedis } from '../support/redis.ts'
import { closedPort } from '../support/serve.ts'
import { alert } from '../webhook/payloads.ts'
import { startPosting } from '../webhook/posting.ts'
import { press, until } from './team.ts'
import { ALERTS, ANA, hostOf, recordedFleet, startWatching } from './watching.ts'

const server = await sharedRedis()
const closers: (() => Promise<unknown>)[] = []
beforeEach(() => server.redis.flushall())
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
const isSo = <T>(look: () => T) => until(() => look() || undefined)
const says = (head: Message, words: RegExp) => isSo(() => words.test(wordsOf(head)))
const has = (message: Message, button: string) => isSo(() => JSON.stringify(message.blocks).includes(button))
const LOOKS = /A full check looks for the cause/

/** A workspace in which another monitoring reports web-01; nothing is watched. */
async function reported(options: Partial<Parameters<typeof startWatching>[0]> = {}, without?: 'worker') {
  const { hosts = [hostOf('web-01', await closedPort())] } = options
  const watch = { channel: ALERTS, groups: [{ hosts: ['none-of-these'] }] }
  const team = await startWatching({ redisUrl: server.url, ...options, hosts, watch })
  closers.push(team.close)
  if (without) await team.stop(without)
  const webhook = await startPosting({ redisUrl: server.url, hosts, channel: ALERTS })
  closers.push(webhook.close)
  await webhook.post(alert({ labels: { alertname: 'SshDown', instance: hosts[0]?.name } }))
  const head = await until(() => team.threads()[0])
  const check = await until(() => team.slack.workspace.messages.find(({ threadTs }) => threadTs === head.ts))
  return { team, head, check }
}

describe('the head of an alert', () => {
  it('says that nobody is there to look for the cause, and goes on when somebody is', { timeout: 60_000 }, async () => {
    const { team, head, check } = await reported({}, 'worker')
    await says(head, /No worker of bastion-a is running, so nothing looks for the cause\. Start one there/)
    await says(check, /Waiting:\s+no worker of bastion-a is running/)
    await team.restart('worker')
    await says(head, /The cause:|could not tell the cause/)
    expect(wordsOf(head)).not.toMatch(LOOKS)
  })

  it('says who cancelled the check, and lets it be asked for again', { timeout: 60_000 }, async () => {
    const { team, head, check } = await reported({}, 'worker')
    await says(head, /No worker of bastion-a is running/)
    await press(team.slack, ANA, check, 'cancel')
    await says(head, /Ana cancelled the full check, so the cause is not known/)
    await has(head, 'recheck:0')
  })

  it('says that the check itself failed, and lets it be asked for again', async () => {
    const { head, check } = await reported({ workerHosts: [hostOf('other', 1)] })
    await says(head, /The full check itself failed, which says nothing of the host/)
    await says(check, /is not in the inventory of bastion-a/)
    await has(head, 'recheck:0')
  })

  it('says that SSH works from the bastion, where a check finds that', { timeout: 60_000 }, async () => {
    const fleet = await recordedFleet()
    closers.push(fleet.close)
    const hosts = fleet.hosts.filter(({ name }) => name === 'db-01')
    const { head } = await reported({ hosts, knownHosts: fleet.knownHosts })
    await says(head, /A full check found SSH working from \S+: the trouble may have passed/)
    await has(head, 'recheck:0')
  })

  it('and the footer of the check name who asked', async () => {
    const { head, check } = await reported()
    await says(head, /reported by Alertmanager/)
    await says(check, /Asked by Alertmanager, checked from bastion-a/)
  })
})
