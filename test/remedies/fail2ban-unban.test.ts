import { describe, expect, it } from 'vitest'
import { fail2banUnban } from '../../src/remedies/fail2ban-unban.ts'
import { offerOf } from '../../src/remedies/index.ts'
import { CLIENT, evidenceOf, f2bRule, type Host, insideOf } from './evidence.ts'

const args = { jail: 'sshd', ip: CLIENT }
const banned: Host = { login: 'medic', jails: { sshd: [CLIENT] }, rules: [f2bRule], running: true }
const stateOn = (host: Partial<Host>, client: string | undefined = CLIENT, jail = 'sshd') =>
  fail2banUnban.trouble(evidenceOf(insideOf({ ...banned, ...host }), client), { ...args, jail })

describe('the trouble that fail2ban-unban ends', () => {
  it.each<[string, Partial<Host>]>([
    ['the jail lists the address and the kernel blocks it', {}],
    ['the jail lists it, though no rule is there', { rules: [] }],
    ['a rule is left, though no jail lists it', { jails: { sshd: [] } }],
    ['another jail lists it', { jails: { sshd: [], recidive: [CLIENT] } }],
    ['the jail lists it in another spelling', { jails: { sshd: [`::ffff:${CLIENT}`] } }],
  ])('holds while %s', (_case, host) => {
    expect(stateOn(host).state).toBe('holds')
  })

  it('is gone when no jail lists the address and no rule of fail2ban names it', () => {
    const others = { ...f2bRule, namesClient: false }
    const ufw = { ...f2bRule, owner: 'ufw' as const }
    expect(stateOn({ jails: { sshd: ['203.0.113.8'] }, rules: [others, ufw] }).state).toBe('gone')
  })

  it.each<[string, Partial<Host>, string]>([
    ['fail2ban does not run', { running: false }, 'not running'],
    ['a named jail does not exist', { jails: { nginx: [] } }, 'no jail sshd'],
  ])('is unknown when %s', (_case, host, because) => {
    expect(stateOn(host)).toEqual({ state: 'unknown', because: expect.stringContaining(because) })
  })

  it('is unknown when the rules were judged for another client, or not read', () => {
    expect(stateOn({}, '203.0.113.99').state).toBe('unknown')
    const unread = evidenceOf(insideOf(banned).filter(({ observation }) => observation !== 'firewall'))
    expect(fail2banUnban.trouble(unread, args).state).toBe('unknown')
  })
})

describe('the offer of fail2ban-unban', () => {
  it.each([
    ['sshd', 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7'],
    [
      'sshd,recidive',
      'sudo -n fail2ban-client set sshd unbanip 203.0.113.7\nsudo -n fail2ban-client set recidive unbanip 203.0.113.7',
    ],
  ])('for %s shows what will run', (jail, command) => {
    expect(offerOf({ id: 'fail2ban-unban', args: { jail, ip: CLIENT } })).toEqual({
      id: 'fail2ban-unban',
      args: { jail, ip: CLIENT },
      title: 'Lift the ban of fail2ban',
      risk: 'safe',
      command,
    })
  })

  it('writes the address in its one spelling', () => {
    expect(offerOf({ id: 'fail2ban-unban', args: { jail: 'sshd', ip: '2001:DB8:0::1' } })?.args.ip).toBe('2001:db8::1')
  })

  it.each<[string, Record<string, string>]>([
    ['a network', { jail: 'sshd', ip: '203.0.113.0/24' }],
    ['a name', { jail: 'sshd', ip: 'example.org' }],
    ['a shell command', { jail: 'sshd;reboot', ip: CLIENT }],
    ['an option', { jail: '--all', ip: CLIENT }],
    ['an empty jail', { jail: 'sshd,', ip: CLIENT }],
    ['a missing address', { jail: 'sshd' }],
    ['an argument too many', { jail: 'sshd', ip: CLIENT, also: 'x' }],
  ])('is not made for %s', (_what, bad) => {
    expect(offerOf({ id: 'fail2ban-unban', args: bad })).toBeUndefined()
  })

  it('is not made for a remedy that nobody knows', () => {
    expect(offerOf({ id: 'rm-rf', args: {} })).toBeUndefined()
  })
})
