import { describe, expect, it } from 'vitest'
import { concernsSsh } from '../../../src/causes/reading/bans.ts'
import type { Answered } from '../../../src/domain/observation.ts'

const jail = (name: string) => ({ name, banned: [] })
const firewall = (text: string) =>
  ({ blocking: [{ owner: 'fail2ban', namesClient: true, text }] }) as unknown as Answered<'firewall'>

describe('a ban', () => {
  it.each([
    ['of the jail sshd', 'sshd', undefined, true],
    ['of repeat offenders', 'recidive', undefined, true],
    ['of a web jail, whose rules are not known', 'nginx-http-auth', undefined, false],
    ['of a web jail', 'nginx-http-auth', 'tcp dport { 80, 443 } ip saddr @addr-set-nginx reject', false],
    [
      'of a jail with a name of its own for SSH',
      'bastion',
      'tcp dport { 22, 2222 } ip saddr @addr-set-bastion drop',
      true,
    ],
    ['of every port', 'scanners', '-A f2b-scanners -s 203.0.113.7/32 -j REJECT', true],
    ['of ports that iptables lists', 'gate', '-p tcp -m multiport --dports 25,22 -j DROP', true],
  ])('%s', (_what, name, rule, expected) =>
    expect(concernsSsh(jail(name), rule === undefined ? undefined : firewall(rule), 22)).toBe(expected),
  )
})
