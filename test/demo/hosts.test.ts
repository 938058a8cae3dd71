import { describe, expect, it } from 'vitest'
import { fail2banHost } from '../../src/demo/hosts/fail2ban-host.ts'
import type { Address } from '../../src/domain/address.ts'
import type { Observation } from '../../src/domain/observation.ts'
import { evidenceScript, parseScriptOutput, scriptCommand } from '../../src/evidence/script.ts'
import { BEGUN_BEFORE, markArgv } from '../../src/remedies/mark.ts'
import { quoteArgv } from '../../src/remedies/quote-argv.ts'

const CLIENT = '203.0.113.7' as Address
const OTHER = '198.51.100.9' as Address
const UNBAN = `sudo -n fail2ban-client set sshd unbanip ${CLIENT}`
const BAN = `sudo -n fail2ban-client set sshd banip ${CLIENT}`
const NOW = Date.UTC(2031, 0, 2, 3, 4, 5)

const host = (banned: boolean) => fail2banHost({ name: 'web-01', port: 2201, banned, now: () => NOW })

type Host = ReturnType<typeof host>

function look({ onExec }: Host, subject: { client?: Address; user?: string } = { client: CLIENT }) {
  const { stdout, exit } = onExec(scriptCommand({ nonce: 'abc', port: 2201, ...subject }), evidenceScript())
  expect(exit).toBe(0)
  expect(stdout).not.toMatch(/\{\{/)
  const all = parseScriptOutput(stdout, 'abc', new Date(NOW))
  return <N extends Observation['observation']>(name: N) =>
    all.find((one): one is Extract<Observation, { observation: N }> => one.observation === name)
}

describe('a host of the demo', () => {
  it('shows the ban in the jail, in the log and in the kernel', () => {
    const seen = look(host(true))
    expect(seen('fail2ban')).toMatchObject({
      jails: [
        { name: 'sshd', banned: [{ address: CLIENT, since: '2031-01-02T03:03:05', until: '2031-01-03T03:03:05' }] },
      ],
      log: [{ text: expect.stringContaining(`Ban ${CLIENT}`) }],
    })
    expect(seen('firewall')).toMatchObject({ blocking: [{ owner: 'fail2ban', namesClient: true }] })
  })

  it('really forgets the ban and really takes it back', () => {
    const one = host(true)
    expect(one.onExec(UNBAN, '')).toEqual({ stdout: '1\n', exit: 0 })
    expect(one.onExec(UNBAN, '')).toEqual({ stdout: '0\n', exit: 0 })
    expect(look(one)('fail2ban')).toMatchObject({ jails: [{ banned: [] }] })
    expect(look(one)('firewall')).toMatchObject({ blocking: [{ namesClient: false }] })
    expect(one.onExec(BAN, '')).toEqual({ stdout: '1\n', exit: 0 })
    expect(look(one)('fail2ban')).toMatchObject({
      jails: [{ banned: [{ address: CLIENT, since: '2031-01-02T03:04:05' }] }],
    })
  })

  it('takes the mark of an order once, and that of another order all the same', () => {
    const one = host(true)
    const mark = (orderId: string) => one.onExec(quoteArgv(markArgv(orderId)), '').exit
    expect([mark('order-1'), mark('order-1'), mark('order-2')]).toEqual([0, BEGUN_BEFORE, 0])
  })

  it('says nothing against a client that is not banned', () => {
    const seen = look(host(true), { client: OTHER })
    expect(seen('firewall')).toMatchObject({ blocking: [{ namesClient: false }] })
    expect(seen('fail2ban')).toMatchObject({ jails: [{ banned: [{ address: CLIENT }] }], log: [] })
  })

  it('has no history where nobody was banned', () => {
    expect(look(host(false))('fail2ban')).toMatchObject({ jails: [{ banned: [] }], log: [] })
  })

  it('knows its accounts, its port and its time', () => {
    expect(look(host(false), { user: 'deploy' })('account')).toMatchObject({ exists: true, groups: ['deploy'] })
    expect(look(host(false), { user: 'ghost' })('account')).toMatchObject({ exists: false })
    const seen = look(host(false))
    expect(seen('account')).toMatchObject({ outcome: 'skipped' })
    expect(JSON.stringify(seen('listeners'))).toContain('2201')
    expect(JSON.stringify(seen('identity'))).toContain('2031-01-02T03:04:05')
  })

  it.each([
    ['another command', 'cat /etc/shadow', ''],
    ['a ban of somebody else', `sudo -n fail2ban-client set sshd banip ${OTHER}`, ''],
    ['another script', scriptCommand({ nonce: 'abc', client: CLIENT }), 'rm -rf /'],
  ])('refuses %s', (_name, command, input) => {
    expect(host(true).onExec(command, input)).toMatchObject({ stdout: '', exit: 127 })
  })
})
