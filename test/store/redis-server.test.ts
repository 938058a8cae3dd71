import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provideRedis } from '../../src/store/redis-server.ts'

const hasServer = ['redis-server', 'valkey-server'].some((name) => !spawnSync(name, ['--version']).error)

describe('provideRedis', () => {
  let dataDirectory = ''
  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'ssh-medic-redis-'))
  })
  afterEach(() => rm(dataDirectory, { recursive: true, force: true }))
  const asked = async <T>(url: string, ask: (redis: Redis) => Promise<T>) => {
    const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0, commandTimeout: 2_000 })
    redis.on('error', () => {})
    try {
      return await ask(redis)
    } finally {
      redis.disconnect()
    }
  }

  it('takes REDIS_URL before the configuration, and both before a server of its own', async () => {
    const env = { REDIS_URL: 'redis://10.0.0.1:6379', PATH: process.env.PATH }
    const url = 'redis://10.0.0.2:6379'
    expect(await provideRedis({ dataDirectory, env, url })).toMatchObject({ kind: 'configured', url: env.REDIS_URL })
    expect(await provideRedis({ dataDirectory, env: {}, url })).toMatchObject({ kind: 'configured', url })
  })

  it.runIf(hasServer)('starts a private server that keeps everything for the next time', async () => {
    const env = { PATH: process.env.PATH }
    const first = await provideRedis({ dataDirectory, env })
    expect(first.kind).toBe('private')
    await asked(first.url, (redis) => redis.set('kept', 'yes'))
    expect(await asked(first.url, (redis) => redis.config('GET', 'maxmemory-policy'))).toContain('noeviction')
    await first.close()
    await expect(asked(first.url, (redis) => redis.ping())).rejects.toThrow()

    const second = await provideRedis({ dataDirectory, env })
    expect(await asked(second.url, (redis) => redis.get('kept'))).toBe('yes')
    await second.close()
  })

  it.runIf(hasServer)('shares the server that runs on the directory already, and leaves it to its owner', async () => {
    const env = { PATH: process.env.PATH }
    const owner = await provideRedis({ dataDirectory, env })
    const guest = await provideRedis({ dataDirectory, env })
    expect(guest.url).toBe(owner.url)
    await guest.close()
    expect(await asked(owner.url, (redis) => redis.ping())).toBe('PONG')
    await owner.close()
  })

  it.runIf(hasServer)('wants its password', async () => {
    const { url, close } = await provideRedis({ dataDirectory, env: { PATH: process.env.PATH } })
    const bare = new URL(url)
    bare.password = ''
    await expect(asked(bare.href, (redis) => redis.get('x'))).rejects.toThrow('NOAUTH')
    await close()
  })

  it('falls back to a forgetful one only where that is allowed, and says so', async () => {
    const said: string[] = []
    const embedded = await provideRedis({
      dataDirectory,
      env: {},
      embedded: 'allowed',
      warn: (text) => said.push(text),
    })
    expect(embedded.kind).toBe('embedded')
    expect(said.join()).toContain('LOST')
    expect(await asked(embedded.url, (redis) => redis.ping())).toBe('PONG')
    await embedded.close()
    await expect(provideRedis({ dataDirectory, env: {} })).rejects.toThrow('apt install redis-server')
  })

  it('says what is wrong when the server cannot start', async () => {
    await writeFile(join(dataDirectory, 'redis-server'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    const broken = provideRedis({ dataDirectory, env: { PATH: dataDirectory } })
    await expect(broken).rejects.toThrow(`did not start on ${dataDirectory}`)
  })
})
