import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { doctor } from '../../src/cli/doctor.ts'
import { inventoryOf } from '../../src/config/inventory.ts'
import { loadConfig } from '../../src/config/load.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { loadSigner } from '../../src/queue/signing.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { doctorSchema } from '../../src/report/doctor.ts'
import { startBot } from '../../src/slack/app.ts'
import { SCOPES } from '../../src/slack/scopes.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { sshHost } from '../support/ssh-host.ts'

const { redis, url } = await sharedRedis()
const TOKENS = { botToken: 'xoxb-test', appToken: 'xapp-test' }

beforeEach(async () => {
  await redis.flushall()
})

function configured(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'ssh-medic.yml')
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

/** What it prints, and the status it ends with. */
async function printed(names: string[], options: Parameters<typeof doctor>[1], env: Record<string, string> = {}) {
  for (const [key, value] of Object.entries({
    REDIS_URL: url,
    SLACK_BOT_TOKEN: '',
    SLACK_APP_TOKEN: '',
    NO_COLOR: '1',
    ...env,
  }))
    vi.stubEnv(key, value)
  let text = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += chunk
    return true
  })
  try {
    return { status: await doctor(names, options), text }
  } finally {
    spy.mockRestore()
    vi.unstubAllEnvs()
  }
}

describe('doctor', () => {
  it('names the place of a mistake in the configuration, and ends with 78', async () => {
    const { status, text } = await printed([], { config: configured('policy: {fix: {users: [ana]}}\n') })
    expect(status).toBe(78)
    expect(text).toMatch(/✗ Configuration: .*not a valid configuration.*a Slack user id.*policy\.fix\.users\[0\]/)
  })

  it('says that Redis is away, examines the rest, and ends with 69', async () => {
    const config = configured('hosts: {web-01: {address: 127.0.0.1}}\n')
    const { status, text } = await printed([], { config, as: 'worker' }, { REDIS_URL: 'redis://127.0.0.1:1' })
    expect(status).toBe(69)
    expect(text).toContain('✗ Redis: Redis does not answer')
    expect(text).toMatch(/– Clocks, .*Audit log: not examined: it needs Redis/)
    expect(text).toContain('✗ Our keys, and those of the hosts')
  })

  it('on a bastion says what belongs to the bot, without calling it wrong', async () => {
    const config = configured('hosts: {web-01: {address: 127.0.0.1}}\n')
    const { text } = await printed([], { config, as: 'worker' })
    expect(text).toMatch(
      /– Signing key of the bot, Webhook, Slack’s tokens, .*Round trip of a button: not here: that is the bot’s/,
    )
    expect(text).not.toContain('SLACK_BOT_TOKEN')
  })

  it('visits hosts of the inventory alone', async () => {
    await expect(printed(['elsewhere'], { config: configured('hosts: {}\n') })).rejects.toMatchObject({ status: 64 })
  })

  it('where everything is right says so check by check, and ends with 0', async () => {
    const { config, env } = await everythingRight()
    const { status, text } = await printed(['web-01'], { config, as: 'up' }, env)
    expect(text.split('\n').filter((line) => /^[✗–]/.test(line))).toEqual([])
    expect(text.match(/^✓ /gm)).toHaveLength(21)
    expect(text).toContain('Nothing is wrong. 2 things are worth knowing.')
    expect(status).toBe(0)
    const json = await printed(['web-01'], { config, as: 'up', json: true }, env)
    const report = doctorSchema.parse(JSON.parse(json.text))
    expect(report.results.filter(({ state }) => state === 'right')).toHaveLength(21)

    await redis.del('ssh-medic:workers:bastion-a:notes')
    const broken = await printed([], { config, as: 'up' }, env)
    expect([broken.status, broken.text]).toEqual([1, expect.stringContaining('✗ Workers: the worker on')])
  })
})

/** A bot and a worker that run, a host that lets us in, and a Slack that knows everybody. */
async function everythingRight() {
  const { port, knownHosts, identityFile, folder } = await sshHost({ onExec: () => ({ stdout: 'root\n', exit: 0 }) })
  const slack = await startSlackStandIn({
    people: [{ id: 'U0ANA', name: 'ana', teamId: TEAM.id }],
    channels: [{ id: 'C0OPS', name: 'ops', botIsIn: true }],
    tokens: { bot: TOKENS.botToken, app: TOKENS.appToken },
    scopes: Object.keys(SCOPES),
  })
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const [order, open] = [join(folder, 'order.pem'), join(folder, 'order.pub.pem')]
  writeFileSync(order, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  writeFileSync(open, publicKey.export({ type: 'spki', format: 'pem' }))
  const file = configured(`
vantage: bastion-a
knownHosts: ${knownHosts}
hosts: {web-01: {address: 127.0.0.1, port: ${port}, user: medic, identityFile: ${identityFile}}}
slack: {apiUrl: "${slack.apiUrl}"}
signing: {privateKeyFile: ${order}, publicKeyFiles: [${open}]}
policy: {fix: {users: [U0ANA]}, audit: {channel: C0OPS}}
`)
  const config = loadConfig(file)
  const hosts = inventoryOf(config)
  const desk = createDesk({ redisUrl: url, signer: loadSigner(order) })
  const bot = await startBot({
    ...{ config, hosts, desk, tokens: TOKENS, log: pino({ level: 'silent' }) },
    startDelivery: (poster) => startDelivery({ redisUrl: url, poster }),
  })
  const worker = await startWorker({ config, hosts, redisUrl: url, budget: { take: async () => ({ waitedMs: 0 }) } })
  onTestFinished(async () => {
    await Promise.all([worker.close(), bot.close()])
    await Promise.all([desk.close(), slack.close()])
  })
  await eventually(async () => expect(await redis.exists('ssh-medic:switch')).toBe(1))
  return { config: file, env: { SLACK_BOT_TOKEN: TOKENS.botToken, SLACK_APP_TOKEN: TOKENS.appToken } }
}
