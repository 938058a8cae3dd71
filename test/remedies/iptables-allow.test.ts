import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Observation } from '../../src/domain/observation.ts'
import { iptablesAllow } from '../../src/remedies/iptables-allow.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { rulesOf } from './observations.ts'

const args = { ip: CLIENT, port: '22', chain: 'INPUT', above: '2' }
const rejecting = [':INPUT ACCEPT [0:0]', '-A INPUT -s 10.77.0.1/32 -j ACCEPT', '-A INPUT -j REJECT']
const stateOn = (rules: string[], change = {}) =>
  iptablesAllow.trouble(evidenceOf(rulesOf(...rules)), { ...args, ...change })

describe('the trouble that iptables-allow ends', () => {
  it('holds while that rule keeps the address out', () => {
    expect(stateOn(rejecting)).toMatchObject({
      state: 'holds',
      facts: { keptOutBy: expect.stringContaining('REJECT') },
    })
  })

  it('holds while the policy does, behind all rules', () => {
    expect(stateOn([':INPUT DROP [0:0]'], { above: 'end' }).state).toBe('holds')
  })

  it('is gone once a rule above lets the address in', () => {
    expect(
      stateOn([
        ':INPUT ACCEPT [0:0]',
        `-A INPUT -s ${CLIENT}/32 -p tcp -m tcp --dport 22 -j ACCEPT`,
        '-A INPUT -j REJECT',
      ]).state,
    ).toBe('gone')
  })

  it('is unknown once another rule decides than the one that was approved', () => {
    const moved = [':INPUT ACCEPT [0:0]', '-A INPUT -i lo -j ACCEPT', ...rejecting.slice(1)]
    expect(stateOn(moved)).toMatchObject({ state: 'unknown', because: expect.stringContaining('check again') })
    expect(stateOn(rejecting, { above: 'end' }).state).toBe('unknown')
  })

  it('is unknown where a rule belongs to a tool of its own', () => {
    expect(
      stateOn([':INPUT ACCEPT [0:0]', ':f2b-sshd - [0:0]', '-A INPUT -j f2b-sshd', '-A f2b-sshd -j DROP']).state,
    ).toBe('unknown')
  })

  it('is unknown on a host with two sets of iptables rules', () => {
    const twice = rulesOf(...rejecting).map(
      (one): Observation =>
        one.observation === 'firewall' && one.outcome === 'read'
          ? { ...one, commands: [...one.commands, { command: 'iptables-legacy-save -c', exit: 0, output: '' }] }
          : one,
    )
    expect(iptablesAllow.trouble(evidenceOf(twice), args).state).toBe('unknown')
  })
})

describe('the commands of iptables-allow', () => {
  const rule = ['-p', 'tcp', '--dport', '22', '-m', 'comment', '--comment', 'ssh-medic', '-j', 'ACCEPT']

  it.each([
    [args, ['iptables', '-w', '5', '-I', 'INPUT', '2', '-s', CLIENT]],
    [{ ...args, above: 'end' }, ['iptables', '-w', '5', '-A', 'INPUT', '-s', CLIENT]],
    [{ ...args, ip: '2001:db8::7' }, ['ip6tables', '-w', '5', '-I', 'INPUT', '2', '-s', '2001:db8::7']],
  ])('put one rule above the one that decides, and take that one away: %j', (given, words) => {
    expect(iptablesAllow.plan(given)).toEqual([[...words, ...rule]])
    const [tool] = words
    expect(iptablesAllow.undo?.(given)).toEqual([[tool, '-w', '5', '-D', 'INPUT', '-s', given.ip, ...rule]])
  })

  it.each([{ chain: '-F' }, { chain: 'IN PUT' }, { above: '0' }, { above: '1; id' }, { ip: '0.0.0.0/0' }])(
    'are not made for %j',
    (bad) => {
      expect(iptablesAllow.args.safeParse({ ...args, ...bad }).success).toBe(false)
    },
  )

  it('are what a diagnosis offers, for the rule that decides', () => {
    const accepted: Observation = {
      ...{
        observation: 'login',
        at: '2026-11-21T06:00:00.000Z',
        ms: 1,
        outcome: 'accepted',
        user: 'medic',
        method: 'publickey',
      },
    } as Observation
    const { findings } = diagnose(evidenceOf([...rulesOf(...rejecting), accepted]))
    expect(findings.find(({ cause }) => cause === 'iptables-tail-reject')?.remedies).toMatchObject([
      { id: 'iptables-allow', args },
    ])
  })
})
