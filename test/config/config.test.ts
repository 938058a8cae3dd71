import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromAnsible, fromOpenssh, inventoryOf } from '../../src/config/inventory.ts'
import { ConfigError, loadConfig, parseConfig } from '../../src/config/load.ts'

const parse = (text: string) => parseConfig(text, 'ssh-medic.yml')

describe('the configuration', () => {
  it('fills in what is not said', () => {
    const config = parse('hosts: {web-01: {address: 10.0.0.5}}')
    expect(config).toMatchObject({ vantage: 'local', knownHosts: '~/.ssh/known_hosts', policy: { fix: { users: [] } } })
    expect(config.hosts['web-01']).toEqual({ address: '10.0.0.5', port: 22, tags: [] })
  })

  it.each([
    ['an unknown key', 'hots: {}', /hots/],
    ['a port out of range', 'hosts: {web-01: {address: a, port: 70000}}', /port/],
    ['a user that is no Slack id', 'policy: {fix: {users: [ana]}}', /Slack user id/],
    ['a vantage that no queue can be named after', 'vantage: "Bastion A"', /lower-case/],
    ['a host name with a space', 'hosts: {"web 01": {address: a}}', /hosts/],
    ['a redis that is none', 'redis: http://localhost', /redis/],
    ['broken YAML', 'hosts: {', /not valid YAML/],
  ])('names %s and its place', (_name, text, message) => {
    expect(() => parse(text)).toThrow(ConfigError)
    expect(() => parse(text)).toThrow(message)
  })

  it('says what to do about a file that is not there', () => {
    expect(() => loadConfig('/nonexistent/ssh-medic.yml')).toThrow(/ENOENT.*--config or SSH_MEDIC_CONFIG/)
  })
})

describe('the inventory', () => {
  it('reads the concrete hosts of an ssh_config with the settings of its patterns', () => {
    const text =
      'Host web-01 web-02\n  HostName 10.0.0.5\n  Port 2222\nHost web-*\n  User medic\n  IdentityFile ~/.ssh/medic\nHost *.example.com !bad\n'
    expect(fromOpenssh(text)).toEqual([
      { name: 'web-01', address: '10.0.0.5', port: 2222, user: 'medic', identityFile: '~/.ssh/medic', tags: [] },
      { name: 'web-02', address: '10.0.0.5', port: 2222, user: 'medic', identityFile: '~/.ssh/medic', tags: [] },
    ])
  })

  it('follows ProxyJump of an ssh_config, and the jumps of its first hop', () => {
    const text =
      'Host web-01\n  ProxyJump medic@dmz:2222,inner\nHost dmz\n  HostName 192.0.2.2\n  ProxyJump edge\nHost inner\n  User ops\nHost lone\n  ProxyJump none\n'
    const hosts = fromOpenssh(text)
    expect(hosts.find(({ name }) => name === 'web-01')?.jumps).toEqual([
      { name: 'edge', address: 'edge', port: 22, tags: [] },
      { name: 'dmz', address: '192.0.2.2', port: 2222, user: 'medic', tags: [] },
      { name: 'inner', address: 'inner', port: 22, user: 'ops', tags: [] },
    ])
    expect(hosts.find(({ name }) => name === 'lone')).not.toHaveProperty('jumps')
  })

  it('is not caught in a circle of an ssh_config', () => {
    expect(fromOpenssh('Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n')).toHaveLength(2)
  })

  it('finds the hosts that lead to a host, the first hop first', () => {
    const text = 'hosts: {web-01: {address: a, jump: [inner]}, inner: {address: b, jump: [edge]}, edge: {address: c}}'
    const web = inventoryOf(parse(text)).find(({ name }) => name === 'web-01')
    expect(web?.jumps?.map(({ name }) => name)).toEqual(['edge', 'inner'])
  })

  it.each([
    [
      'a jump that no host is named',
      'hosts: {web-01: {address: a, jump: [edge]}}',
      /jumps through edge, which no host/,
    ],
    ['a circle', 'hosts: {a: {address: a, jump: [b]}, b: {address: b, jump: [a]}}', /lead in a circle/],
  ])('refuses %s', (_what, text, message) => {
    expect(() => inventoryOf(parse(text))).toThrow(message)
  })

  it('reads an Ansible inventory, groups as tags', () => {
    const text =
      'all:\n  children:\n    web:\n      hosts:\n        web-01: {ansible_host: 10.0.0.5, ansible_port: 2222, ansible_user: medic}\n    prod:\n      hosts:\n        web-01:\n'
    expect(fromAnsible(text, 'inventory.yml')).toEqual([
      { name: 'web-01', address: 'web-01', port: 22, user: 'medic', tags: ['web', 'prod'] },
    ])
  })

  it('refuses what is no inventory, and says how to make one', () => {
    expect(() => fromAnsible('[web]\nweb-01\n', 'hosts.ini')).toThrow(/ansible-inventory --list --yaml/)
  })

  it('lets the configuration’s own hosts win over imported ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-inventory-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'config')
    writeFileSync(file, 'Host web-01 db-01\n  User somebody\n')
    const config = parse(`hosts: {web-01: {address: 10.0.0.5}}\nhostsFrom: [{openssh: ${file}}]`)
    expect(inventoryOf(config).map(({ name, address, user }) => [name, address, user])).toEqual([
      ['web-01', '10.0.0.5', undefined],
      ['db-01', 'db-01', 'somebody'],
    ])
  })
})
