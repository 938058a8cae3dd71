import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { sharedRedis } from '../support/redis.ts'
import { ask, messageWith, press, until } from './team.ts'
import {
  ALERTS,
  ANA,
  BEN,
  CARA,
  GUS,
  hostOf,
  playedSshd,
  recordedFleet,
  startWatching,
  type Watching,
} from './watching.ts'

const server = await sharedRedis()
let watching: Watching | undefined
const isSo = <T>(look: () => T) => until(() => look() || undefined)

beforeEach(async () => {
  await watching?.close()
  watching = undefined
  await server.redis.flushall()
})
afterAll(() => watching?.close())

async function start(options: Omit<Parameters<typeof startWatching>[0], 'redisUrl'>): Promise<Watching> {
  watching = await startWatching({ redisUrl: server.url, ...options })
  return watching
}
const threadOf = (team: Watching) => until(() => team.threads()[0])
const all = { channel: ALERTS, groups: [{ hosts: ['*'] }] }

describe('a watched host', () => {
  it('that turns bad opens one thread with the diagnosis and the fix, and it closes once that is pressed', async () => {
    const fleet = await recordedFleet()
    const hosts = fleet.hosts.filter(({ name }) => name === 'cache-01')
    const team = await start({
      ...{ hosts, knownHosts: fleet.knownHosts },
      watch: { channel: ALERTS, groups: [{ tags: ['cache'], port: fleet.stoppedPort }] },
    })
    const head = await threadOf(team)
    await isSo(() => /SSH fails \(connection refused\)/.test(wordsOf(head)))
    await isSo(() => /The cause:\s+sshd is not running/.test(wordsOf(head)))
    await isSo(() => JSON.stringify(head.blocks).includes('offer:0'))
    const dialog = await ask(team.slack, ANA, head, 'offer')
    await team.slack.submit(ANA, dialog.id)
    await isSo(() => /Resolved after/.test(wordsOf(head)))
    expect(wordsOf(head)).toContain('Ana fixed it (sshd-start)')
    expect(team.threads()).toHaveLength(1)
    await fleet.close()
  })

  it('that answers raises nothing, and one that is down for a single look neither', async () => {
    const sshd = await playedSshd()
    const team = await start({
      hosts: [hostOf('web-01', sshd.port)],
      watch: { ...all, failures: 3, of: 3 },
      everyMs: 400,
    })
    await new Promise((resolve) => setTimeout(resolve, 900))
    await sshd.stop()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await sshd.start()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(team.threads()).toEqual([])
    await sshd.stop()
  })
})

describe('who may', () => {
  it.each([
    ['whoever may fix', ANA, /Acknowledged: nobody is reminded any more/],
    ['whoever is on call', CARA, /Acknowledged: nobody is reminded any more/],
    ['nobody else', BEN, /Not for you, sorry. This alert is for whoever is on call/],
    ['no guest', GUS, /guests may not use/],
  ])('acknowledge: %s, who is answered once', async (_who, user, words) => {
    const team = await start({
      hosts: [hostOf('web-01', 1)],
      watch: { ...all, onCall: [{ groups: ['S0SRE'], afterMinutes: 60 }] },
    })
    const head = await threadOf(team)
    await press(team.slack, user, head, 'alert:acknowledge')
    await until(() => messageWith(team.slack, words, user))
    expect(team.slack.workspace.messages.filter(({ onlyFor }) => onlyFor === user)).toHaveLength(1)
  })
})
