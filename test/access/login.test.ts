import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { identityOf } from '../../src/access/identity.ts'
import { knownHostsOf } from '../../src/access/known-hosts.ts'
import { login } from '../../src/access/login.ts'
import { serveShell } from '../../src/access/ssh-server.ts'
import { readBanner } from '../../src/probes/banner.ts'
import { connectToAny } from '../../src/probes/connect.ts'
import { type KeyType, workshop } from '../support/ssh-host.ts'

async function connectAndRead(port: number): Promise<Socket> {
  const { socket } = await connectToAny(['127.0.0.1'], port)
  if (!socket) throw new Error('no connection')
  expect(await readBanner(socket)).toMatchObject({ outcome: 'banner' })
  return socket
}

async function tryLogin({
  authorised = true,
  known = 'right' as 'right' | 'wrong' | 'none',
  keyType = 'ed25519' as KeyType,
} = {}) {
  const { folder, makeKey } = workshop()
  const [host, other, mine] = [makeKey('host'), makeKey('other'), makeKey('mine', keyType)]
  const server = await serveShell({
    hostKey: host.secret,
    listen: { host: '127.0.0.1', port: 0 },
    authorizedKeys: authorised ? [mine.open] : [],
    onExec: (command, input) => ({ stdout: `ran ${command} with ${input}`, stderr: 'noise', exit: 3 }),
  })
  onTestFinished(server.close)
  const file = join(folder, 'known_hosts')
  const key = { right: host.open, wrong: other.open, none: '' }[known]
  writeFileSync(file, key && `[127.0.0.1]:${server.port} ${key}\n`)
  const identity = identityOf(mine.file)
  if ('missing' in identity) throw new Error(identity.missing)
  const socket = await connectAndRead(server.port)
  return await login(socket, {
    user: 'medic',
    identity,
    known: knownHostsOf(file, ['127.0.0.1'], server.port),
    timeoutMs: 5_000,
  })
}

describe('login', () => {
  it('runs a command over the connection that read the banner', async () => {
    const { kex, hostKey, login: answer, shell } = await tryLogin()
    onTestFinished(() => shell?.close())
    expect(kex).toMatchObject({ outcome: 'offered', hostKey: ['ssh-ed25519'] })
    expect(hostKey).toMatchObject({ outcome: 'match', type: 'ssh-ed25519' })
    expect(answer).toEqual({ outcome: 'accepted', user: 'medic' })
    expect(await shell?.run('echo', { input: 'words', timeoutMs: 5_000 })).toMatchObject({
      exit: 3,
      stdout: 'ran echo with words',
      stderr: 'noise',
      timedOut: false,
    })
  })

  it.each(['ecdsa', 'rsa'] as const)('logs in with a key of type %s', async (keyType) => {
    const { login: answer, shell } = await tryLogin({ keyType })
    onTestFinished(() => shell?.close())
    expect(answer).toEqual({ outcome: 'accepted', user: 'medic' })
  })

  it('tells which methods are left when the key is refused', async () => {
    expect((await tryLogin({ authorised: false })).login).toEqual({
      outcome: 'denied',
      user: 'medic',
      methods: ['publickey'],
      offered: [expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/)],
    })
  })

  it('says nothing of itself to a host with another key than the one on record', async () => {
    const { hostKey, login: answer, shell } = await tryLogin({ known: 'wrong' })
    expect(hostKey).toMatchObject({ outcome: 'changed', expected: [{ type: 'ssh-ed25519', line: 1 }] })
    expect([answer, shell]).toEqual([undefined, undefined])
  })

  it('does not trust a host that nobody enrolled', async () => {
    const { hostKey, login: answer } = await tryLogin({ known: 'none' })
    expect(hostKey?.outcome).toBe('unknown')
    expect(answer).toBeUndefined()
  })
})

describe('our own key', () => {
  it('says that a passphrase stands in the way', () => {
    const { file } = workshop().makeKey('locked', 'ed25519', 'secret')
    expect(identityOf(file)).toMatchObject({
      why: 'encrypted',
      missing: expect.stringContaining('has a passphrase: load it into an ssh-agent'),
    })
  })

  it('says that the file is not there', () => {
    expect(identityOf('/nonexistent/key')).toEqual({
      why: 'missing',
      file: '/nonexistent/key',
      missing: expect.stringContaining('ENOENT'),
    })
  })
})
