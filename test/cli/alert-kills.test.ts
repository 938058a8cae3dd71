import { expect, it, onTestFinished } from 'vitest'
import { installedApp } from '../../src/demo/manifest.ts'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import { untoldAlerts } from '../../src/store/alerts.ts'
import { readGathering } from '../../src/store/gathering.ts'
import { readIncidents } from '../../src/store/incidents.ts'
import { threadStore } from '../../src/store/threads.ts'
import { readSweep } from '../../src/store/watched.ts'
import { kill } from '../support/child.ts'
import { eventually } from '../support/eventually.ts'
import { lastingRedis } from '../support/lasting-redis.ts'
import { hasRedisServer } from '../support/replicated-redis.ts'
import { playServer } from '../support/serve.ts'
import { folderWith, serve } from './serving.ts'

const TOKENS = { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_APP_TOKEN: 'xapp-test' }
const LONG_MS = 90_000
const soon = (look: () => void | Promise<void>) => eventually(look, LONG_MS)

/** A server that greets as sshd does, or accepts and says nothing: a check of it takes its time. */
async function moodySshd() {
  let isWell = true
  const server = await playServer((socket) => {
    if (isWell) socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')
  })
  onTestFinished(server.close)
  return {
    port: server.port,
    turn: (well: boolean) => {
      isWell = well
    },
  }
}

/** The program as it is installed, on a Redis that keeps what it was told; each part can be killed and started again. */
async function startAll(port: number) {
  const redis = await lastingRedis()
  onTestFinished(redis.close)
  const { app, scopes = [] } = installedApp()
  const slack = await startSlackStandIn({
    ...{ people: [], channels: [{ id: 'C0ALERTS', name: 'alerts', botIsIn: true }], app },
    ...{ tokens: { bot: TOKENS.SLACK_BOT_TOKEN, app: TOKENS.SLACK_APP_TOKEN } },
    // With it a bot can tell whether a post arrived whose answer was lost.
    scopes: [...scopes, 'channels:history'],
  })
  onTestFinished(slack.close)
  const home = folderWith(
    redis.url,
    [
      `hosts: {web-01: {address: 127.0.0.1, port: ${port}}}`,
      `slack: {apiUrl: "${slack.apiUrl}"}`,
      'watch: {channel: C0ALERTS, everySeconds: 30, failures: 1, of: 1, recoveries: 1, groups: [{hosts: ["*"]}]}',
    ].join('\n'),
  )
  const running = { bot: serve('bot', home, TOKENS), worker: serve('worker', home) }
  return {
    redis,
    slack,
    /** SIGKILL, and a new one. */
    replace: async (part: 'bot' | 'worker') => {
      await kill(running[part])
      running[part] = serve(part, home, part === 'bot' ? TOKENS : {})
    },
  }
}

it.runIf(hasRedisServer())(
  'bot, worker and Redis, each killed in the middle of an alert, go on in the same thread: nothing is lost or told twice',
  { timeout: 400_000 },
  async () => {
    const sshd = await moodySshd()
    const { redis, slack, replace } = await startAll(sshd.port)
    const { messages } = slack.workspace
    const heads = () => messages.filter(({ threadTs }) => !threadTs)
    const saying = (words: RegExp) => messages.filter((one: Message) => words.test(wordsOf(one)))
    await soon(async () => expect(await readSweep(redis.redis, 'bastion-a')).toBeDefined())

    // The bot, when it has heard of the host and has decided nothing yet.
    sshd.turn(false)
    await soon(async () => expect(await readGathering(redis.redis)).toHaveLength(1))
    slack.faults.add({ method: 'chat.postMessage', status: 'silence' })
    await replace('bot')
    await soon(async () => expect(await redis.redis.exists('ssh-medic:alerts:open')).toBe(1))
    const [id = ''] = Object.values(await redis.redis.hgetall('ssh-medic:alerts:open'))
    const check = async () => (await threadStore(redis.redis).read(`${id}.1`))?.head?.state

    // The worker, in the middle of the check, and Redis.
    await soon(async () => expect(await check()).toBe('running'))
    await replace('worker')
    await redis.kill()
    await redis.start()
    // The bot, when it has opened the alert, and its post hangs on the way.
    await soon(async () => expect(await untoldAlerts(redis.redis)).toEqual([]))
    slack.faults.add({ method: 'chat.postMessage', status: 'silence', afterAccepting: true })
    await replace('bot')
    // Again, when its post is there, and nothing of that is on record.
    await soon(() => expect(heads()).toHaveLength(1))
    await replace('bot')
    await soon(async () => expect(await check()).toBe('done'))

    // And the bot once more, when it says that it is over.
    sshd.turn(true)
    await soon(async () => expect(await redis.redis.exists('ssh-medic:alerts:open')).toBe(0))
    await replace('bot')
    const replies = () => messages.filter(({ threadTs }) => threadTs === heads()[0]?.ts).map((one) => wordsOf(one))
    await soon(() => expect(replies().filter((text) => text.includes('answers again'))).toHaveLength(1))
    await soon(() => expect(saying(/Resolved after/)).toEqual(heads()))
    await soon(async () => expect(await untoldAlerts(redis.redis)).toEqual([]))

    expect(heads()).toHaveLength(1)
    expect(new Set(replies()).size).toBe(replies().length)
    expect(replies().filter((text) => text.includes('answers again'))).toHaveLength(1)
    expect(await readIncidents(redis.redis)).toEqual([])
  },
)
