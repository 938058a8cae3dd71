import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { acceptedKeys, signingKey } from '../../src/doctor/signing-keys.ts'
import { loadSigner } from '../../src/queue/signing.ts'
import { switchKeeper } from '../../src/queue/switch.ts'
import { sharedRedis } from '../support/redis.ts'
import { aroundOf, found, withRedis } from './around.ts'

const { redis } = await sharedRedis()

describe('signing keys', () => {
  function pair() {
    const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-doctor-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const [privateKeyFile, publicKeyFile] = [join(folder, 'order.pem'), join(folder, 'order.pub.pem')]
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    writeFileSync(privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    writeFileSync(publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }))
    return { privateKeyFile, publicKeyFile }
  }

  it('that only their owner can read are right', async () => {
    const { privateKeyFile } = pair()
    expect(await found(signingKey, aroundOf({ signing: { privateKeyFile } }))).toEqual([
      expect.stringMatching(/is key [0-9a-f]{16}, and only its owner can read it$/),
    ])
  })

  it.each([
    ['that others can read', () => chmodded(0o640), /can be read by others than the bot/],
    ['that is not there', () => '/nowhere/order.pem', /names \/nowhere\/order.pem, which cannot be read/],
    ['that is a public one', () => pair().publicKeyFile, /does not hold an ed25519 private key/],
  ])('one %s is named', async (_name, file, words) => {
    expect(await found(signingKey, aroundOf({ signing: { privateKeyFile: file() } }))).toEqual([
      expect.stringMatching(words),
    ])
  })

  function chmodded(mode: number): string {
    const { privateKeyFile } = pair()
    chmodSync(privateKeyFile, mode)
    return privateKeyFile
  }

  it('are missed by a bot alone, and not by `up`', async () => {
    expect(await found(signingKey, aroundOf({}, { roles: ['bot'] }))).toEqual([
      expect.stringMatching(/^wrong: signing.privateKeyFile is missing/),
    ])
    expect(await found(signingKey, aroundOf())).toEqual([expect.stringMatching(/^note: /)])
  })

  const worker = (publicKeyFiles: string[]) => withRedis(redis, { signing: { publicKeyFiles } }, { roles: ['worker'] })

  it('of the bot that runs are compared with those that the worker obeys', async () => {
    const { privateKeyFile, publicKeyFile } = pair()
    await switchKeeper(redis, loadSigner(privateKeyFile)).confirm()
    expect(await found(acceptedKeys, worker([publicKeyFile]))).toEqual([
      expect.stringMatching(/^right: it obeys .*, and the bot signs with/),
    ])
    expect(await found(acceptedKeys, worker([pair().publicKeyFile]))).toEqual([
      expect.stringMatching(/^wrong: the bot signs with key/),
    ])
    expect(await found(acceptedKeys, worker([]))).toEqual([
      expect.stringMatching(/^wrong: signing.publicKeyFiles is empty/),
    ])
    await redis.set(
      'ssh-medic:switch',
      ((await redis.get('ssh-medic:switch')) ?? '').replace('"seal":"', '"seal":"AAAA'),
    )
    expect(await found(acceptedKeys, worker([publicKeyFile]))).toEqual([
      expect.stringMatching(/^wrong: what lies in Redis .* was not sealed by it/),
    ])
  })

  it('of bot and worker in one file are compared without a bot that runs', async () => {
    const { privateKeyFile, publicKeyFile } = pair()
    const both = (file: string) => withRedis(redis, { signing: { privateKeyFile, publicKeyFiles: [file] } })
    expect(await found(acceptedKeys, both(publicKeyFile))).toEqual([expect.stringMatching(/^right: /)])
    expect(await found(acceptedKeys, both(pair().publicKeyFile))).toEqual([expect.stringMatching(/^wrong: /)])
  })
})
