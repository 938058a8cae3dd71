import { describe, expect, it } from 'vitest'
import { hostsAccessVerdict } from '../../../src/causes/reading/hosts-access.ts'
import type { HostsAccessRule } from '../../../src/domain/inside.ts'

function rule(file: HostsAccessRule['file'], text: string): HostsAccessRule {
  const [daemons = '', clients = '', ...options] = text.split(': ')
  return { file, line: 1, daemons: daemons.split(' '), clients: clients.split(' '), options, text }
}
const deny = (text: string) => rule('hosts.deny', text)
const allow = (text: string) => rule('hosts.allow', text)

describe('hosts.allow and hosts.deny', () => {
  it.each([
    ['no rule', [], 'allowed'],
    ['everything denied', [deny('ALL: ALL')], 'denied'],
    ['sshd denied to the address', [deny('sshd: 203.0.113.7')], 'denied'],
    ['another daemon denied', [deny('vsftpd: ALL')], 'allowed'],
    ['another address denied', [deny('sshd: 203.0.113.70')], 'allowed'],
    ['the old prefix form', [deny('sshd: 203.0.113.')], 'denied'],
    ['a network with a mask', [deny('sshd: 203.0.113.0/255.255.255.0')], 'denied'],
    ['a network with a length', [deny('sshd: 203.0.113.0/24')], 'denied'],
    ['allowed before denied', [deny('ALL: ALL'), allow('sshd: 203.0.113.7')], 'allowed'],
    ['everybody except the client', [deny('sshd: ALL EXCEPT 203.0.113.7')], 'allowed'],
    ['everybody except somebody else', [deny('sshd: ALL EXCEPT 198.51.100.9')], 'denied'],
    ['a deny option in hosts.allow', [allow('sshd: 203.0.113.7: deny')], 'denied'],
    ['a domain name', [deny('sshd: .example.com')], 'unclear'],
    ['a domain name, but the address is allowed', [allow('sshd: 203.0.113.7'), deny('sshd: .example.com')], 'allowed'],
    ['a domain that is allowed, and everybody else denied', [allow('sshd: .example.com'), deny('ALL: ALL')], 'unclear'],
    ['a domain that is allowed, and the address too', [allow('sshd: .example.com'), allow('sshd: ALL')], 'allowed'],
  ] as const)('%s', (_name, rules, access) => {
    expect(hostsAccessVerdict([...rules], '203.0.113.7').access).toBe(access)
  })

  it('reads bracketed IPv6 networks', () => {
    expect(hostsAccessVerdict([deny('sshd: [2001:db8::]/32')], '2001:db8::7').access).toBe('denied')
  })
})
