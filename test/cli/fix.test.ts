import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fix } from '../../src/cli/fix.ts'
import { openFixGuard } from '../../src/cli/fix-guard.ts'
import { configSchema } from '../../src/config/schema.ts'
import { ephemeralKeys, loadSigner } from '../../src/queue/signing.ts'
import { switchKeeper, turnFromTerminal } from '../../src/queue/switch.ts'
import { brokenAt, readAudit } from '../../src/store/audit.ts'
import { freePort } from '../slack/bot.ts'
import { sharedRedis } from '../support/redis.ts'

const { redis, url } = await sharedRedis()
const ada = { id: 'U1', name: 'Ada' }
let home = ''
let visited = ''

beforeEach(async () => {
  await redis.flushall()
  home = mkdtempSync(join(tmpdir(), 'ssh-medic-fix-'))
  visited = `127.0.0.1:${await freePort()}`
  vi.stubEnv('HOME', home)
  vi.stubEnv('XDG_STATE_HOME', join(home, 'state'))
  vi.stubEnv('REDIS_URL', url)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

function pem(name: string, key: string | Buffer): string {
  writeFileSync(join(home, name), key)
  return join(home, name)
}
function configFile(more: object = {}): string {
  const [address, port] = visited.split(':')
  const hosts = { 'web-01': { address, port: Number(port) } }
  const file = join(home, 'ssh-medic.yml')
  writeFileSync(file, JSON.stringify({ vantage: 'bastion-a', hosts, ...more }))
  return file
}

/** What `ssh-medic fix` does on a host where nobody listens: it gets as far as the visit, or not. */
async function fixing(options: Parameters<typeof fix>[3] = {}) {
  const told: string[] = []
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => told.push(String(text)) > 0),
  )
  onTestFinished(() => void spies.map((spy) => spy.mockRestore()))
  const pairs = ['ip=203.0.113.7', 'jail=sshd']
  const status = await fix('web-01', 'fail2ban-unban', pairs, {
    yes: true,
    ...options,
    config: options.config ?? configFile(),
  }).catch((error: Error & { status?: number }) => `${error.status}: ${error.message}`)
  return { status, told: told.join('') }
}

const bot = switchKeeper(redis, ephemeralKeys().signer)

describe('ssh-medic fix while changes are paused', () => {
  it('refuses, says who paused and why, and visits no host', async () => {
    await bot.turn({ paused: true, by: ada, reason: 'release' })
    const { status, told } = await fixing()
    expect(status).toMatch(/^77: not done, because changes are paused by Ada since .* UTC \(release\)/)
    expect(told).toBe('')
    expect(await readAudit(redis)).toEqual([])
  })

  it('refuses to undo, too', async () => {
    await bot.turn({ paused: true, by: ada })
    expect((await fixing({ undo: true })).status).toMatch(/^77: /)
  })

  it('still looks: a dry run changes nothing', async () => {
    await bot.turn({ paused: true, by: ada })
    expect((await fixing({ dryRun: true, json: true })).status).toBe(2)
  })

  it('goes on when it is resumed, and however long ago the bot said so for the last time', async () => {
    const yesterday = Date.now() - 86_400_000
    vi.useFakeTimers({ toFake: ['Date'], now: yesterday })
    await bot.turn({ paused: true, by: ada })
    await bot.turn({ paused: false, by: ada })
    vi.useRealTimers()
    expect((await fixing()).status).toBe(2)
  })

  it('is held by a pause that comes while it looks at the host', async () => {
    await bot.confirm()
    const deed = {
      orderId: 'o',
      remedy: 'fail2ban-unban',
      args: {},
      host: 'web-01',
      vantage: 'a',
      direction: 'do',
    } as const
    const guard = await openFixGuard(configSchema.parse({}), configFile(), deed)
    onTestFinished(guard.close)
    expect(await guard.hold()).toBeUndefined()
    await turnFromTerminal(redis, undefined, { paused: true, by: { id: 'ben@bastion' } })
    expect(await guard.hold()).toContain('paused by ben@bastion')
    guard.close()
    expect(await guard.hold()).toContain('nobody can tell')
  })
})

describe('ssh-medic fix whose switch cannot be read', () => {
  it('refuses where Redis is away, and says how to go on', async () => {
    vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:1')
    const { status } = await fixing()
    expect(status).toMatch(/^69: nobody can tell whether changes are paused\. Redis is away.*without `redis:`/)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['nobody said anything', async () => {}],
    ['what lies there is no word', () => redis.set('ssh-medic:switch', '{"x":1}')],
  ])('refuses where %s', async (_where, prepare) => {
    await prepare()
    expect((await fixing()).status).toMatch(/^77: not done, because nobody has said whether changes are paused/)
  })

  it('believes that changes may go on only under a seal that it can check, where it has a key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const own = pem('order.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const signing = { publicKeyFiles: [pem('order.pub.pem', publicKey.export({ type: 'spki', format: 'pem' }))] }
    await turnFromTerminal(redis, undefined, { paused: false, by: ada })
    expect((await fixing({ config: configFile({ signing }) })).status).toMatch(/^77: .*not said by a bot/)
    await switchKeeper(redis, loadSigner(own)).confirm()
    expect((await fixing({ config: configFile({ signing }) })).status).toBe(2)
    expect((await fixing({ config: configFile({ signing: { privateKeyFile: own } }) })).status).toBe(2)
  })
})

describe('ssh-medic fix', () => {
  it('without a Redis asks nobody', async () => {
    vi.stubEnv('REDIS_URL', '')
    expect((await fixing()).status).toBe(2)
  })

  it('is on record: who ordered what, and what became of it', async () => {
    await bot.confirm()
    const { status } = await fixing()
    expect(status).toBe(2)
    const audit = await readAudit(redis)
    const by = expect.stringContaining('@')
    const facts = { by, host: 'web-01', vantage: 'bastion-a', remedy: 'fail2ban-unban', direction: 'do' }
    expect(audit).toMatchObject([
      { event: 'ordered', ...facts, args: { ip: '203.0.113.7', jail: 'sshd' } },
      { event: 'result', ...facts, outcome: 'inconclusive', detail: expect.stringContaining('nothing was changed') },
    ])
    expect(audit[0]?.orderId).toBe(audit[1]?.orderId)
    expect(brokenAt(audit)).toBeUndefined()
  })
})
