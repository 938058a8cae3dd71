import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Host } from '../../../src/config/schema.ts'
import { buttonOf, wordsOf } from '../../../src/demo/plain-text.ts'
import type { Message } from '../../../src/demo/slack/workspace.ts'
import type { Watched } from '../../../src/monitor/transition.ts'
import { loadSigner, loadVerifier } from '../../../src/queue/signing.ts'
import { readWatched } from '../../../src/store/watched.ts'
import { ALERTS, hostOf, startWatching } from '../../slack/watching.ts'
import type { LabHost } from '../host.ts'
import { BASTION } from '../places.ts'
import { IDENTITY } from '../root-fs.ts'
import { until } from '../until.ts'
import { startRedisIn } from './redis.ts'
import { startWatcherIn } from './watcher.ts'

const TICK_MS = 250

interface LabWatching {
  /** Who is watched; by default the scenario's host alone. */
  hosts?: readonly Host[]
  watch?: object
  everyMs?: number
  /** Where the worker runs, when that is not the lab's bastion. */
  netns?: string
}

/** The inventory's words of a host of the lab. */
export const watchedHost = ({ address, port }: Pick<LabHost, 'address' | 'port'>, more: Partial<Host> = {}): Host =>
  hostOf('web-01', port, { address, identityFile: IDENTITY, ...more })

/** Watches real hosts from a bastion, with bot, Redis and a stand-in for Slack, for as long as the play lasts. */
export async function watching(
  host: LabHost,
  { hosts = [watchedHost(host)], watch = {}, everyMs = 1_000, netns = BASTION }: LabWatching,
  play: (team: LabTeam) => Promise<void>,
): Promise<void> {
  const redis = await startRedisIn(host.folder)
  const { keys, publicKeyFile } = keysIn(host.folder)
  const team = await startWatching({
    ...{ hosts, keys, everyMs, gatherMs: 2 * everyMs, redisUrl: redis.url },
    watch: { channel: ALERTS, groups: [{ hosts: ['*'] }], ...watch },
    knownHosts: join(host.folder, 'known_hosts'),
    startWatcher: (config) =>
      startWatcherIn(netns, { config, hosts: [...hosts], redisUrl: redis.url, publicKeyFile, tickMs: TICK_MS }),
  }).catch(async (error) => {
    await redis.close()
    throw error
  })
  const memory = new Redis(redis.url)
  try {
    await play({ ...withSight(team), remembered: (name) => rememberedOf(memory, team.config.vantage, name) })
  } finally {
    memory.disconnect()
    await team.close()
    await redis.close()
  }
}

interface LabTeam extends ReturnType<typeof withSight> {
  /** What the watch itself remembers of a host; nothing of one that is well. */
  remembered: (name: string) => Promise<Watched | undefined>
}

const rememberedOf = async (memory: Redis, vantage: string, name: string) =>
  (await readWatched(memory, vantage, [name]))[0]?.watched

/** What a person sees in the channel of the alerts. */
function withSight(team: Awaited<ReturnType<typeof startWatching>>) {
  const all = () => team.threads().map((head) => [wordsOf(head), ...team.replies(head.ts)].map(inShort).join('\n  '))
  const unseen = (words: RegExp) => () => `the channel does not say ${words}, but:\n${all().join('\n') || '(nothing)'}`
  const headWith = (words: RegExp) => team.threads().find((head) => words.test(wordsOf(head)))
  return {
    ...team,
    /** The head that says so, once there is one. */
    head: async (words: RegExp): Promise<Message> => {
      await until(() => headWith(words) !== undefined, unseen(words))
      return headWith(words) as Message
    },
    says: (head: Message, words: RegExp) => until(() => words.test(wordsOf(head)), unseen(words)),
    hears: (head: Message, words: RegExp) =>
      until(() => team.replies(head.ts).some((reply) => words.test(reply)), unseen(words)),
    hasButton: (head: Message, action: string) =>
      until(
        () => buttonOf(head, action) !== undefined,
        () => `no button ${action} in: ${wordsOf(head)}`,
      ),
    onlyThread: () => {
      if (team.threads().length !== 1) throw new Error(`there is not one thread, but:\n${all().join('\n')}`)
    },
  }
}

const inShort = (words: string) => words.replaceAll('\n', ' ').slice(0, 300)

/** The bot signs, the worker knows the public key: they share nothing else but Redis. */
function keysIn(folder: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const privateKeyFile = join(folder, 'order.pem')
  const publicKeyFile = join(folder, 'order.pub.pem')
  writeFileSync(privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  writeFileSync(publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }))
  return { keys: { signer: loadSigner(privateKeyFile), verifier: loadVerifier([publicKeyFile]) }, publicKeyFile }
}
