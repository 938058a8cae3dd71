import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { identityOf } from '../../src/access/identity.ts'
import { knownHostsOf } from '../../src/access/known-hosts.ts'
import { loginWithOpenssh, mayNeedOpenssh } from '../../src/access/openssh.ts'
import { readSaid, withoutChatter } from '../../src/access/openssh-says.ts'
import { serveShell } from '../../src/access/ssh-server.ts'
import { workshop } from '../support/ssh-host.ts'

const hasSsh = spawnSync('ssh', ['-V']).status === 0
const lists = { kex: ['sntrup761x25519-sha512'], hostKey: ['ssh-ed25519'], ciphers: [], macs: [] }
const nothingInCommon = {
  kex: { outcome: 'no-common-algorithm' as const, error: 'no matching key exchange algorithm', ...lists },
}

async function tryOpenssh({ authorised = true, known = 'right' as 'right' | 'wrong' | 'none', kex = '' } = {}) {
  const { folder, makeKey } = workshop()
  const [host, other, mine] = [makeKey('host'), makeKey('other'), makeKey('mine')]
  const lines: string[] = []
  const server = await serveShell({
    hostKey: host.secret,
    listen: { host: '127.0.0.1', port: 0 },
    authorizedKeys: authorised ? [mine.open] : [],
    onExec: (command, input) => {
      lines.push(input)
      return { stdout: `motd\nssh-medic-ready\nran ${command.slice(0, 14)}`, stderr: 'noise\n', exit: 3 }
    },
    ...(kex && { algorithms: { kex: [kex as 'diffie-hellman-group14-sha1'] } }),
  })
  onTestFinished(server.close)
  const file = join(folder, 'known hosts 100%')
  const key = { right: host.open, wrong: other.open, none: '' }[known]
  writeFileSync(file, key && `[127.0.0.1]:${server.port} ${key}\n`)
  const identity = identityOf(mine.file)
  if ('missing' in identity) throw new Error(identity.missing)
  const to = { address: '127.0.0.1', port: server.port, user: 'medic', identity, timeoutMs: 10_000 }
  const logged = await loginWithOpenssh(
    { ...to, known: knownHostsOf(file, ['127.0.0.1'], server.port) },
    nothingInCommon,
  )
  onTestFinished(() => logged.shell?.close())
  return { logged, lines }
}

describe.runIf(hasSsh)('the way in by the system’s ssh', () => {
  it('runs the first command in the session that is open, and each later one in its own', async () => {
    const { logged, lines } = await tryOpenssh()
    expect(logged).toMatchObject({
      kex: { outcome: 'offered', via: { client: 'openssh', version: expect.stringMatching(/^OpenSSH_/) } },
      hostKey: { outcome: 'match', type: 'ssh-ed25519' },
      login: { outcome: 'accepted', user: 'medic', via: 'openssh' },
    })
    const first = await logged.shell?.run('exec sh -s', { input: 'words', timeoutMs: 10_000 })
    expect(first).toMatchObject({ exit: 3, stdout: `ran exec sh -c 'ec`, stderr: 'noise\n', timedOut: false })
    const second = await logged.shell?.run('uptime', { timeoutMs: 10_000 })
    expect(second).toMatchObject({ exit: 3, stdout: expect.stringContaining('ran uptime'), stderr: 'noise\n' })
    expect(lines).toEqual(['exec sh -s\nwords', ''])
  })

  it.each([
    ['wrong', { outcome: 'changed', expected: [{ type: 'ssh-ed25519' }] }],
    ['none', { outcome: 'unknown' }],
  ] as const)('does not log in when the key on record is %s', async (known, hostKey) => {
    const { logged } = await tryOpenssh({ known })
    expect(logged).toMatchObject({ hostKey })
    expect(logged.login).toBeUndefined()
    expect(logged.shell).toBeUndefined()
  })

  it('tells which methods are left when the key is refused', async () => {
    const { logged } = await tryOpenssh({ authorised: false })
    expect(logged.login).toEqual({ outcome: 'denied', user: 'medic', methods: ['publickey'] })
  })

  it('says that OpenSSH has nothing in common with the server either', async () => {
    const { logged } = await tryOpenssh({ kex: 'diffie-hellman-group1-sha1' })
    expect(logged).toMatchObject({
      kex: {
        outcome: 'no-common-algorithm',
        via: { client: 'openssh' },
        error: expect.stringContaining('Their offer: diffie-hellman-group1-sha1'),
      },
    })
    expect(logged.hostKey).toBeUndefined()
  })
})

describe('when the system’s ssh is asked', () => {
  const certified = {
    outcome: 'offered' as const,
    ...lists,
    compression: [],
    hostKey: ['ssh-ed25519-cert-v01@openssh.com'],
  }
  const unknown = { outcome: 'unknown' as const, type: 'ssh-ed25519', fingerprint: 'SHA256:x' }
  const authorities = [{ type: 'ssh-ed25519', fingerprint: 'SHA256:y', file: 'known_hosts', line: 1 }]

  it.each([
    ['nothing in common', nothingInCommon, true],
    ['a certificate, and an authority on record', { kex: certified, hostKey: { ...unknown, authorities } }, true],
    ['a certificate, and no authority', { kex: certified, hostKey: unknown }, false],
    ['a stalled key exchange', { kex: { outcome: 'timed-out' as const, timeoutMs: 1 } }, false],
  ])('with %s', (_, logged, expected) => expect(mayNeedOpenssh(logged)).toBe(expected))
})

describe('what ssh says', () => {
  it('is read as its versions word it', () => {
    expect(readSaid('debug1: Authentication succeeded (publickey).').accepted).toBe(true)
    expect(readSaid('Authenticated to web-01 (via proxy) using "publickey".').accepted).toBe(true)
    expect(readSaid('debug1: Remote: Authenticated to web-01 using "publickey"').accepted).toBe(false)
    expect(readSaid('medic@10.0.0.5: Permission denied (publickey,password).').deniedWith).toEqual([
      'publickey',
      'password',
    ])
    expect(readSaid("Permissions 0644 for '/k' are too open.\nmedic@h: Permission denied (publickey).")).toMatchObject({
      keyTrouble: "Permissions 0644 for '/k' are too open.",
    })
  })

  it('names a certificate by the key that it certifies', () => {
    const said = readSaid(
      [
        'debug1: Server host certificate: ssh-ed25519-cert-v01@openssh.com SHA256:J6Xx, serial 0 ID "web-01" CA ssh-ed25519 SHA256:Zpo1',
        "debug1: Host '10.77.0.100' is known and matches the ED25519-CERT host certificate.",
        'Certificate invalid: expired',
        'No ED25519 host key is known for 10.77.0.100 and you have requested strict checking.',
        'Host key verification failed.',
      ].join('\n'),
    )
    expect(said).toMatchObject({
      hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:J6Xx' },
      hostKeyVerdict: 'refused',
      certificate: 'Certificate invalid: expired',
    })
  })

  it('is taken out of what the command wrote', () => {
    const said = 'debug1: Sending command: x\nnot found\nTransferred: sent 3496, received 3512 bytes, in 0.4 seconds\n'
    expect(withoutChatter(said)).toBe('not found\n')
  })
})
