import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answered, InsideName } from '../../src/domain/observation.ts'
import { parseScriptOutput } from '../../src/evidence/script.ts'

// Raw output of the script on the lab's hosts: Debian 12 (OpenSSH 9.2, fail2ban 1.0.2) and 13 (OpenSSH 10.0, fail2ban 1.1.0).
const folder = new URL('recordings/', import.meta.url)
const files = readdirSync(folder)
const suites = ['bookworm', 'trixie'] as const
const recording = (name: string): string => readFileSync(new URL(`${name}.txt`, folder), 'utf8')
const parse = (stdout: string) => parseScriptOutput(stdout, 'recorded', new Date('2026-11-21T06:20:00Z'))

/** Sections that were added after these outputs were recorded. */
const YOUNGER: readonly string[] = ['kernel-log', 'guards']
const parseRecorded = (stdout: string) => parse(stdout).filter(({ observation }) => !YOUNGER.includes(observation))

function observed<K extends InsideName>(name: string, section: K) {
  const found = parse(recording(name)).find(({ observation }) => observation === section)
  if (!found) throw new Error(`${name} has no ${section}`)
  return found
}

function answered<K extends InsideName>(name: string, section: K): Answered<K> {
  const found = observed(name, section)
  expect(found).toMatchObject({ outcome: 'read' })
  return found as unknown as Answered<K>
}

describe.each(suites)('on %s', (suite) => {
  it('reads every section of a healthy host', () => {
    const observations = parseRecorded(recording(`${suite}-healthy`))
    expect(observations.filter(({ outcome }) => outcome !== 'read')).toEqual([])
    expect(answered(`${suite}-healthy`, 'identity')).toMatchObject({
      login: 'medic',
      os: { id: 'debian', version: suite === 'bookworm' ? '12' : '13' },
      sshdVersion: suite === 'bookworm' ? 'OpenSSH_9.2' : 'OpenSSH_10.0p2',
      now: expect.stringMatching(/^2026-11-21T\d\d:\d\d:\d\d\+00:00$/),
    })
    expect(answered(`${suite}-healthy`, 'listeners').listeners).toContainEqual(
      expect.objectContaining({ address: '0.0.0.0', port: 22, recvQ: 0, sendQ: 128, process: 'sshd' }),
    )
    expect(answered(`${suite}-healthy`, 'sshd-process').processes).toMatchObject([
      { ppid: 1, state: 'S', exe: '/usr/sbin/sshd', args: expect.stringContaining('[listener]') },
    ])
    expect(answered(`${suite}-healthy`, 'sshd-config')).toMatchObject({ global: { port: ['22'] }, complaint: '' })
    expect(answered(`${suite}-healthy`, 'fail2ban')).toMatchObject({ installed: true, running: false })
    expect(answered(`${suite}-healthy`, 'ufw')).toMatchObject({ installed: true, active: false })
    expect(answered(`${suite}-healthy`, 'firewall')).toMatchObject({ blocking: [], dropPolicies: [] })
    expect(answered(`${suite}-healthy`, 'tcp-wrappers')).toMatchObject({ linked: true, rules: [] })
    expect(answered(`${suite}-healthy`, 'account')).toMatchObject({
      user: 'medic',
      exists: true,
      uid: 1000,
      shell: '/bin/bash',
      groups: ['medic'],
    })
    expect(answered(`${suite}-healthy`, 'sessions').peers).toEqual(['10.77.0.1'])
    expect(answered(`${suite}-healthy`, 'resources')).toMatchObject({ cpus: 2, memTotalKiB: expect.any(Number) })
    expect(answered(`${suite}-healthy`, 'resources').filesystems).toContainEqual(
      expect.objectContaining({ mount: '/' }),
    )
  })

  it('says what a login without sudo cannot read, and reads the rest', () => {
    const skipped = parseRecorded(recording(`${suite}-plain`)).filter(({ outcome }) => outcome === 'skipped')
    expect(skipped.map(({ observation }) => observation)).toEqual([
      'unit-history',
      'server-files',
      'sshd-config',
      'sshd-log',
      ...(suite === 'bookworm' ? ['host-keys'] : []),
      'ufw',
      'firewall',
      'account-state',
      'user-keys',
      'session-setup',
    ])
    expect(observed(`${suite}-plain`, 'firewall')).toMatchObject({
      because: expect.stringContaining('iptables-save -c needs root'),
    })
    expect(answered(`${suite}-plain`, 'listeners').listeners).toContainEqual({
      address: '0.0.0.0',
      port: 22,
      recvQ: 0,
      sendQ: 128,
    })
    expect(answered(`${suite}-plain`, 'sshd-process').processes).toMatchObject([{ state: 'S', exe: '' }])
  })

  it('knows an account that does not exist', () => {
    expect(answered(`${suite}-no-such-user`, 'account')).toMatchObject({ user: 'ghost', exists: false, groups: [] })
  })

  it('reads a ban with its times, and the rule that carries it out', () => {
    const { jails, log } = answered(`${suite}-fail2ban-ban`, 'fail2ban')
    const stamp = expect.stringMatching(/^2026-11-21T\d\d:\d\d:\d\d$/)
    expect(jails).toEqual([
      {
        name: 'sshd',
        banned: [
          { address: '203.0.113.7', since: stamp, until: stamp },
          { address: '2001:db8::99', since: stamp, until: stamp },
        ],
      },
    ])
    expect(log).toContainEqual(
      expect.objectContaining({ tag: 'fail2ban.actions', text: 'NOTICE [sshd] Ban 203.0.113.7' }),
    )
    expect(answered(`${suite}-fail2ban-ban`, 'firewall').blocking).toMatchObject([
      { tool: 'nft', table: 'inet f2b-table', owner: 'fail2ban', namesClient: true },
      { owner: 'fail2ban', namesClient: false },
    ])
  })

  it('reads the rules of ufw, and which of the kernel’s are ufw’s', () => {
    const { active, incoming, rules } = answered(`${suite}-ufw-deny`, 'ufw')
    expect({ active, incoming }).toEqual({ active: true, incoming: 'deny' })
    expect(
      rules.map(({ number, to, action, direction, from, v6 }) => [number, to, action, direction, from, v6]),
    ).toEqual([
      [1, '22/tcp', 'DENY', 'IN', '203.0.113.0/24', false],
      [2, '22/tcp', 'ALLOW', 'IN', 'Anywhere', false],
      [3, '2222/tcp', 'LIMIT', 'IN', 'Anywhere', false],
      [4, '25/tcp', 'REJECT', 'OUT', 'Anywhere', false],
      [5, '22/tcp', 'ALLOW', 'IN', 'Anywhere', true],
      [6, '2222/tcp', 'LIMIT', 'IN', 'Anywhere', true],
      [7, '25/tcp', 'REJECT', 'OUT', 'Anywhere', true],
    ])
    const { blocking, dropPolicies } = answered(`${suite}-ufw-deny`, 'firewall')
    expect(new Set(blocking.map(({ owner, tool }) => `${tool} ${owner}`))).toEqual(
      new Set(['iptables ufw', 'ip6tables ufw']),
    )
    expect(blocking.filter(({ namesClient }) => namesClient).map(({ text }) => text)).toEqual([
      '-A ufw-user-input -s 203.0.113.0/24 -p tcp -m tcp --dport 22 -j DROP',
    ])
    expect(dropPolicies).toContainEqual({ tool: 'iptables', table: 'filter', chain: 'INPUT' })
  })

  it('finds the client in rules, in an ipset and in an nft interval, each once', () => {
    const { blocking } = answered(`${suite}-firewall-drop`, 'firewall')
    expect(blocking.map(({ tool, chain, namesClient, owner }) => [tool, chain, namesClient, owner])).toEqual([
      ['nft', 'in', true, 'other'],
      ['nft', 'in', true, 'other'],
      ['iptables', 'INPUT', true, 'other'],
      ['iptables', 'INPUT', true, 'other'],
      ['ip6tables', 'INPUT', false, 'other'],
    ])
  })

  it('reads hosts.deny, and the Match block that the client and user meet', () => {
    expect(answered(`${suite}-tcp-wrappers-deny`, 'tcp-wrappers')).toMatchObject({
      linked: true,
      rules: [{ file: 'hosts.deny', daemons: ['sshd'], clients: ['203.0.113.7'] }],
    })
    const { global, effective } = answered(`${suite}-tcp-wrappers-deny`, 'sshd-config')
    expect(global).toMatchObject({ passwordauthentication: ['yes'] })
    expect(effective).toMatchObject({ passwordauthentication: ['no'], allowusers: ['nobody'] })
    expect(answered(`${suite}-tcp-wrappers-deny`, 'account').groups).toEqual(['deploy', 'ops'])
  })

  it('sees that the listener is stopped in its tracks', () => {
    expect(answered(`${suite}-sshd-hung`, 'sshd-process').processes).toMatchObject([{ state: 'T' }])
  })

  it('reads what sshd complains of, and what systemd made of it', () => {
    const name = `${suite}-sshd-config-error`
    expect(answered(name, 'sshd-config').complaint).toContain('x.conf: line 1: Bad configuration option: Prot')
    expect(answered(name, 'units').units).toContainEqual(
      expect.objectContaining({ id: 'ssh.service', nRestarts: expect.any(Number), unitFileState: 'enabled' }),
    )
    expect(
      answered(name, 'sshd-log')
        .lines.map(({ text }) => text)
        .join('\n'),
    ).toContain('Failed with result')
    expect(answered(name, 'listeners').listeners).toEqual([])
  })

  it('reads a unit that was stopped, and since when', () => {
    const name = `${suite}-sshd-stopped`
    expect(answered(name, 'units').units).toContainEqual(
      expect.objectContaining({
        id: 'ssh.service',
        activeState: 'inactive',
        result: 'success',
        mainPid: 0,
        inactiveSince: expect.stringContaining('2026-11-21'),
      }),
    )
    expect(answered(name, 'sshd-process').processes).toEqual([])
    expect(answered(name, 'sshd-log').lines.map(({ text }) => text)).toContain('Received signal 15; terminating.')
  })
})

describe('a narrow sudoers', () => {
  it('is used for what it allows, and the rest is tried without', () => {
    const name = 'bookworm-narrow-sudo'
    expect(answered(name, 'listeners').listeners).toContainEqual(expect.objectContaining({ port: 22, process: 'sshd' }))
    expect(answered(name, 'listeners').commands).toMatchObject([{ command: 'sudo -n ss -Hltnp', exit: 0 }])
    expect(answered(name, 'sshd-config')).toMatchObject({ global: { port: ['22'] }, complaint: '' })
    expect(observed(name, 'firewall')).toMatchObject({
      outcome: 'skipped',
      because: expect.stringContaining('iptables-save needs root'),
    })
  })
})

describe('recordings', () => {
  it('survive any damage: no section is lost, and no parser fails', () => {
    const names = parse('').map(({ observation }) => observation)
    const damage = fc.record({
      file: fc.constantFrom(...files),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      put: fc.string({ unit: 'binary', maxLength: 40 }),
      drop: fc.nat(2000),
    })
    fc.assert(
      fc.property(damage, ({ file, at, put, drop }) => {
        const text = readFileSync(new URL(file, folder), 'utf8')
        const index = Math.floor(at * text.length)
        const observations = parse(text.slice(0, index) + put + text.slice(index + drop))
        expect(observations.map(({ observation }) => observation)).toEqual(names)
        expect(observations.filter(({ outcome }) => outcome === 'crashed')).toEqual([])
      }),
    )
  })
})
