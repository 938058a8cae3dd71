import { describe, expect, it } from 'vitest'
import { fail2banHost } from '../../src/demo/hosts/fail2ban-host.ts'
import type { DemoHost } from '../../src/demo/hosts/recorded-host.ts'
import { stoppedHost } from '../../src/demo/hosts/stopped-host.ts'
import { strictmodesHost } from '../../src/demo/hosts/strictmodes-host.ts'
import { ufwHost } from '../../src/demo/hosts/ufw-host.ts'
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

async function look({ onExec }: DemoHost, subject: { client?: Address; user?: string } = { client: CLIENT }) {
  const { stdout, exit } = await onExec(scriptCommand({ nonce: 'abc', port: 2201, ...subject }), evidenceScript())
  expect(exit).toBe(0)
  expect(stdout).not.toMatch(/\{\{/)
  const all = parseScriptOutput(stdout, 'abc', new Date(NOW))
  return <N extends Observation['observation']>(name: N) =>
    all.find((one): one is Extract<Observation, { observation: N }> => one.observation === name)
}

describe('a host of the demo', () => {
  it('shows the ban in the jail, in the log and in the kernel', async () => {
    const seen = await look(host(true))
    expect(seen('fail2ban')).toMatchObject({
      jails: [
        { name: 'sshd', banned: [{ address: CLIENT, since: '2031-01-02T03:03:05', until: '2031-01-03T03:03:05' }] },
      ],
      log: [{ text: expect.stringContaining(`Ban ${CLIENT}`) }],
    })
    expect(seen('firewall')).toMatchObject({ blocking: [{ owner: 'fail2ban', namesClient: true }] })
  })

  it('really forgets the ban and really takes it back', async () => {
    const one = host(true)
    expect(one.onExec(UNBAN, '')).toEqual({ stdout: '1\n', exit: 0 })
    expect(one.onExec(UNBAN, '')).toEqual({ stdout: '0\n', exit: 0 })
    expect((await look(one))('fail2ban')).toMatchObject({ jails: [{ banned: [] }] })
    expect((await look(one))('firewall')).toMatchObject({ blocking: [{ namesClient: false }] })
    expect(one.onExec(BAN, '')).toEqual({ stdout: '1\n', exit: 0 })
    expect((await look(one))('fail2ban')).toMatchObject({
      jails: [{ banned: [{ address: CLIENT, since: '2031-01-02T03:04:05' }] }],
    })
  })

  it('takes the mark of an order once, and that of another order all the same', async () => {
    const one = host(true)
    const mark = async (orderId: string) => (await one.onExec(quoteArgv(markArgv(orderId)), '')).exit
    expect([await mark('order-1'), await mark('order-1'), await mark('order-2')]).toEqual([0, BEGUN_BEFORE, 0])
  })

  it('says nothing against a client that is not banned', async () => {
    const seen = await look(host(true), { client: OTHER })
    expect(seen('firewall')).toMatchObject({ blocking: [{ namesClient: false }] })
    expect(seen('fail2ban')).toMatchObject({ jails: [{ banned: [{ address: CLIENT }] }], log: [] })
  })

  it('has no history where nobody was banned', async () => {
    expect((await look(host(false)))('fail2ban')).toMatchObject({ jails: [{ banned: [] }], log: [] })
  })

  it('knows its accounts, its port and its time', async () => {
    expect((await look(host(false), { user: 'deploy' }))('account')).toMatchObject({ exists: true, groups: ['deploy'] })
    expect((await look(host(false), { user: 'ghost' }))('account')).toMatchObject({ exists: false })
    const seen = await look(host(false))
    expect(seen('account')).toMatchObject({ outcome: 'skipped' })
    expect(JSON.stringify(seen('listeners'))).toContain('2201')
    expect(JSON.stringify(seen('identity'))).toContain('2031-01-02T03:04:05')
  })

  it.each([
    ['another command', 'cat /etc/shadow', ''],
    ['a ban of somebody else', `sudo -n fail2ban-client set sshd banip ${OTHER}`, ''],
    ['another script', scriptCommand({ nonce: 'abc', client: CLIENT }), 'rm -rf /'],
  ])('refuses %s', async (_name, command, input) => {
    expect(host(true).onExec(command, input)).toMatchObject({ stdout: '', exit: 127 })
  })

  it('lets everybody write to the keys of deploy until that is repaired', async () => {
    const one = strictmodesHost({ name: 'app-01', port: 2201, now: () => NOW })
    const modeOf = async () => {
      const seen = (await look(one, { user: 'deploy' }))('user-keys')
      return JSON.stringify(seen).match(/(\d+) 1001 1001 \d+\|deploy\|deploy\|directory\|\/home\/deploy\/\.ssh/)?.[1]
    }
    expect(await modeOf()).toBe('777')
    expect(one.onExec('sudo -n chmod go-w /home/deploy/.ssh', '')).toMatchObject({ exit: 0 })
    expect(await modeOf()).toBe('755')
  })

  it('shows the rule that denies a client, and above it the one that lets it in while that is there', async () => {
    const one = ufwHost({ name: 'edge-01', port: 2201, now: () => NOW })
    const rule = `allow proto tcp from ${CLIENT} to any port 2201`
    const rulesOf = async () => {
      const seen = await look(one)
      const ufw = seen('ufw')
      const firewall = JSON.stringify(seen('firewall'))
      return {
        ufw: ufw?.outcome === 'read' ? ufw.rules.map(({ action, from }) => `${action} ${from}`) : ufw,
        kernel: [
          firewall.includes(`-s ${CLIENT}/32 -j DROP`),
          firewall.includes('--dport 2201 -j ACCEPT\\n[0:0] -A ufw-user-input -s'),
        ],
      }
    }
    const denied = { ufw: [`DENY ${CLIENT}`, 'ALLOW Anywhere', 'ALLOW Anywhere'], kernel: [true, false] }
    expect(await rulesOf()).toEqual(denied)
    await one.onExec(`sudo -n ufw prepend ${rule} comment ssh-medic`, '')
    expect(await rulesOf()).toEqual({ ufw: [`ALLOW ${CLIENT}`, ...denied.ufw], kernel: [true, true] })
    await one.onExec(`sudo -n ufw delete ${rule}`, '')
    expect(await rulesOf()).toEqual(denied)
  })

  it('opens its port when sshd is started, and closes it when sshd is stopped', async () => {
    const port: string[] = []
    const one = stoppedHost({
      ...{ name: 'cache-01', ports: { people: 2201, operators: 2222 }, now: () => NOW },
      serve: async () => {
        port.push('open')
        return async () => void port.push('closed')
      },
    })
    const stateOf = async () => (await look(one))('units')
    expect(await stateOf()).toMatchObject({ units: [{ id: 'ssh.service', activeState: 'inactive' }, {}, {}] })
    await one.onExec('sudo -n systemctl start ssh.service', '')
    expect(await stateOf()).toMatchObject({ units: [{ id: 'ssh.service', activeState: 'active' }, {}, {}] })
    await one.onExec('sudo -n systemctl stop ssh.service', '')
    expect(await stateOf()).toMatchObject({ units: [{ id: 'ssh.service', activeState: 'inactive' }, {}, {}] })
    expect(port).toEqual(['open', 'closed'])
    await one.close()
  })

  it('starts a stopped sshd by itself when the timed undo runs out, unless it was called off', async () => {
    let opened = 0
    const one = stoppedHost({
      ...{ name: 'cache-01', ports: { people: 2201, operators: 2222 } },
      serve: async () => {
        opened += 1
        return async () => {}
      },
    })
    const arm = (unit: string) =>
      `sudo -n systemd-run --quiet --collect --on-active=0s --timer-property=AccuracySec=1s --unit=${unit} -- systemctl start ssh.service`
    await one.onExec(arm('ssh-medic-undo-1-0'), '')
    expect(one.onExec('sudo -n systemctl stop ssh-medic-undo-1-0.timer', '')).toMatchObject({ exit: 0 })
    expect(one.onExec('sudo -n systemctl stop ssh-medic-undo-1-0.timer', '')).toMatchObject({ exit: 127 })
    expect(opened).toBe(0)
    await one.onExec(arm('ssh-medic-undo-2-0'), '')
    await expect.poll(() => opened).toBe(1)
    await one.close()
  })
})
