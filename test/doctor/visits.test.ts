import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { ownKeys } from '../../src/doctor/own-keys.ts'
import { rolesHere } from '../../src/doctor/roles.ts'
import { visits } from '../../src/doctor/visits.ts'
import { grantedBy } from '../support/medic-sudoers.ts'
import { playServer } from '../support/serve.ts'
import { sshHost, workshop } from '../support/ssh-host.ts'
import { aroundOf, found, hostOf } from './around.ts'

/** A host with its own tools and a sudo that we wrote: what is asked runs in a real shell. */
function machine(sudo: string | undefined) {
  const bin = mkdtempSync(join(tmpdir(), 'ssh-medic-doctor-bin-'))
  onTestFinished(() => rmSync(bin, { recursive: true }))
  const program = (name: string, text: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  program('id', 'echo 1000')
  for (const name of ['nft', 'sshd', 'fail2ban-client', 'ufw', 'systemctl', 'systemd-run']) program(name, 'exit 99')
  if (sudo !== undefined) program('sudo', sudo)
  const asked: string[] = []
  const onExec = (command: string, input: string) => {
    asked.push(command)
    // Nothing of this machine is on the path, and nothing that is asked about may run.
    const script = input.replace('PATH=$PATH:/usr/sbin:/sbin', `PATH=${bin}`)
    const { stdout, status } = spawnSync('/bin/sh', ['-s'], { input: script, env: { PATH: bin }, encoding: 'utf8' })
    return { stdout, exit: status ?? 255 }
  }
  return { onExec, asked }
}

/** sudo -n -l COMMAND, as far as docs/medic.sudoers decides. */
const allowing = (words: string) => `[ "$1 $2" = "-n -l" ] || exit 98
shift 2; [ $# = 0 ] && exit 0
case "$*" in ${words}) exit 0 ;; *) exit 1 ;; esac`

async function visited(sudo: string | undefined, change = {}) {
  const { onExec, asked } = machine(sudo)
  const { port, knownHosts, identityFile } = await sshHost({ onExec })
  const host = hostOf('web-01', { port, identityFile, ...change })
  const around = aroundOf({ knownHosts }, { hosts: [host], visited: [host] })
  return { results: await found(visits, around), asked }
}

describe('a visit', () => {
  it('of nobody says how to ask for one', async () => {
    expect(await found(visits, aroundOf())).toEqual([expect.stringMatching(/^skipped: no host was visited: name some/)])
  })

  it('of several tells which are fine, and what is wrong with the others', async () => {
    const { onExec } = machine(allowing('*'))
    const { port, knownHosts, identityFile } = await sshHost({ onExec })
    const good = ['web-01', 'web-02'].map((name) => hostOf(name, { port, identityFile }))
    const around = aroundOf({ knownHosts }, { visited: [...good, hostOf('db-01', { port: 1 })] })
    expect(await found(visits, around)).toEqual([
      'right: web-01, web-02: the key, the login and sudo are as they should be',
      expect.stringMatching(/^wrong: db-01: port 1 of 127\.0\.0\.1: refused/),
    ])
  })

  it('where everything is allowed is right in one line, over one session', async () => {
    const { results, asked } = await visited(allowing('*'))
    expect(results).toEqual(['right: web-01: the key, the login and sudo are as they should be'])
    expect(asked).toEqual(['exec sh -s'])
  })

  it.each([
    ['has no sudo', undefined, /^wrong: web-01 has no sudo, and medic is not root/],
    ['allows nothing', 'exit 1', /^wrong: sudo on web-01 allows medic nothing/],
    [
      'refuses what a check asks',
      allowing('systemctl*|systemd-run*|fail2ban-client*|ufw*|sshd*'),
      /^wrong: sudo on web-01 refuses what a check asks: nft -a list ruleset$/,
    ],
    [
      'refuses a remedy',
      allowing('*list*|*-T|*status*|*banned*|systemctl*|systemd-run*|ufw*'),
      /^note: sudo on web-01 refuses \d+ of \d+ remedies: .*fail2ban-unban/,
    ],
  ])('of a host that %s says so', async (_name, sudo, words) => {
    expect((await visited(sudo)).results).toContainEqual(expect.stringMatching(words))
  })

  it.each([
    [
      'whose key is not on record',
      { knownHosts: '/dev/null' },
      {},
      /^wrong: web-01: its host key is unknown \(ssh-ed25519 SHA256:/,
    ],
    ['that does not let us in', {}, 'other', /^wrong: web-01: medic denied$/],
  ])('of a host %s ends there', async (_name, settings, key, words) => {
    const { onExec, asked } = machine(allowing('*'))
    const { port, knownHosts, identityFile } = await sshHost({ onExec })
    const other = workshop().makeKey('other').file
    const host = hostOf('web-01', { port, identityFile: key === 'other' ? other : identityFile })
    const around = aroundOf({ knownHosts, ...settings }, { visited: [host] })
    expect([await found(visits, around), asked]).toEqual([[expect.stringMatching(words)], []])
  })

  it('of a host that only OpenSSH understands says so, and makes no second connection', async () => {
    const algorithms = { kex: ['diffie-hellman-group1-sha1' as const] }
    const { port, knownHosts, identityFile } = await sshHost({ algorithms })
    const around = aroundOf({ knownHosts }, { visited: [hostOf('web-01', { port, identityFile })] })
    expect(await found(visits, around)).toEqual([
      expect.stringMatching(/^note: web-01: only this machine’s own ssh can log in there/),
    ])
  })

  it('of a host that turns us away makes one connection, and no second', async () => {
    let connections = 0
    const { port, close } = await playServer((socket) => {
      connections++
      socket.end('Not allowed at this time\r\n')
    })
    onTestFinished(close)
    const results = await found(visits, aroundOf({}, { visited: [hostOf('web-01', { port })] }))
    expect([results, connections]).toEqual([[expect.stringMatching(/^wrong: web-01: no SSH server greeted us/)], 1])
  })

  it('that is cancelled ends at once', async () => {
    const { port, close } = await playServer(() => {})
    onTestFinished(close)
    const signal = AbortSignal.timeout(200)
    await expect(visits.examine(aroundOf({}, { visited: [hostOf('web-01', { port })], signal }))).rejects.toThrow(
      'timeout',
    )
  })
})

describe('what a worker has to have', () => {
  it('is looked at without visiting anybody', async () => {
    const { port, knownHosts, identityFile } = await sshHost()
    const hosts = [hostOf('web-01', { port, identityFile }), hostOf('far', { vantage: 'bastion-b' })]
    expect(await found(ownKeys, aroundOf({ knownHosts }, { hosts }))).toEqual([
      'right: 1 host: a key to log in with, and theirs on record',
    ])
  })

  it.each([
    [
      'a key that is not there',
      { identityFile: '/nowhere/key' },
      /^wrong: web-01: the key \/nowhere\/key cannot be read \(ENOENT\)$/,
    ],
    ['a host that is not on record', { port: 2_222 }, /has no key of web-01: we do not log in there$/],
  ])('names %s', async (_name, change, words) => {
    const { port, knownHosts, identityFile } = await sshHost()
    const hosts = [hostOf('web-01', { port, identityFile, ...change })]
    expect(await found(ownKeys, aroundOf({ knownHosts }, { hosts }))).toEqual([expect.stringMatching(words)])
  })

  it('names a key that others can read', async () => {
    const { port, knownHosts, identityFile } = await sshHost()
    execFileSync('chmod', ['644', identityFile])
    const hosts = [hostOf('web-01', { port, identityFile })]
    expect(await found(ownKeys, aroundOf({ knownHosts }, { hosts }))).toEqual([
      expect.stringMatching(/^wrong: .* can be read by others/),
    ])
  })
})

describe('what runs here', () => {
  const config = configSchema.parse({ vantage: 'bastion-a' })

  it('is told by what lies here', async () => {
    const { identityFile } = await sshHost()
    const [bastion, elsewhere] = [
      [hostOf('web-01', { identityFile })],
      [hostOf('web-01', { identityFile: '/nowhere' })],
    ]
    const tokens = { botToken: 'xoxb-1' }
    expect(rolesHere({ config, hosts: elsewhere, tokens })).toEqual(['bot'])
    expect(rolesHere({ config, hosts: bastion, tokens: {} })).toEqual(['worker'])
    expect(rolesHere({ config, hosts: bastion, tokens })).toEqual(['bot', 'worker'])
    expect(rolesHere({ config, hosts: elsewhere, tokens: {} })).toEqual(['bot', 'worker'])
  })
})

it('what is asked of sudo is what docs/medic.sudoers allows', async () => {
  const questions: string[] = []
  const { port, knownHosts, identityFile } = await sshHost({
    onExec: (_command, input) => {
      // The shell itself takes the quotes off.
      const script = `try() { shift; printf '%s\\n' "$*"; }\n${input
        .split('\n')
        .filter((line) => line.startsWith('try '))
        .join('\n')}`
      questions.push(...execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean))
      return { stdout: 'rules\n', exit: 0 }
    },
  })
  await found(visits, aroundOf({ knownHosts }, { visited: [hostOf('web-01', { port, identityFile })] }))
  const isGranted = grantedBy('docs/medic.sudoers')
  expect(questions.length).toBeGreaterThan(60)
  expect(questions.filter((command) => !isGranted(command))).toEqual([])
})
