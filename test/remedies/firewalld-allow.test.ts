import { describe, expect, it } from 'vitest'
import { firewalldAllow } from '../../src/remedies/firewalld-allow.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { rulesOf } from './observations.ts'

const args = { ip: CLIENT, port: '22', zone: 'public' }
/** As firewalld writes them for iptables: the chain names the zone. */
const zone = [
  ':INPUT ACCEPT [0:0]',
  ':IN_public - [0:0]',
  ':INPUT_ZONES - [0:0]',
  '-A INPUT -j INPUT_ZONES',
  '-A INPUT -j REJECT',
  '-A INPUT_ZONES -g IN_public',
]
const stateOn = (rules: string[], change = {}) =>
  firewalldAllow.trouble(evidenceOf(rulesOf(...rules)), { ...args, ...change })

describe('the trouble that firewalld-allow ends', () => {
  it('holds while the zone keeps the address out', () =>
    expect(stateOn([...zone, '-A IN_public -j REJECT']).state).toBe('holds'))

  it('is gone once a rule of the zone lets it in', () => {
    const rule = `-A IN_public -s ${CLIENT}/32 -p tcp -m tcp --dport 22 -j ACCEPT`
    expect(stateOn([...zone, rule, '-A IN_public -j REJECT']).state).toBe('gone')
  })

  it('is unknown when the client is in another zone by now, or firewalld does not decide', () => {
    expect(stateOn([...zone, '-A IN_public -j REJECT'], { zone: 'work' }).state).toBe('unknown')
    expect(stateOn([':INPUT DROP [0:0]']).state).toBe('unknown')
  })
})

describe('the commands of firewalld-allow', () => {
  const rule = `rule priority=-100 family=ipv4 source address=${CLIENT} port port=22 protocol=tcp accept`

  it('add one rich rule, now and for good, and remove both', () => {
    expect(firewalldAllow.plan(args)).toEqual([
      ['firewall-cmd', '--zone=public', `--add-rich-rule=${rule}`],
      ['firewall-cmd', '--permanent', '--zone=public', `--add-rich-rule=${rule}`],
    ])
    expect(firewalldAllow.undo?.(args)).toEqual([
      ['firewall-cmd', '--zone=public', `--remove-rich-rule=${rule}`],
      ['firewall-cmd', '--permanent', '--zone=public', `--remove-rich-rule=${rule}`],
    ])
  })

  it('say the family of an IPv6 address', () => {
    expect(firewalldAllow.plan({ ...args, ip: '2001:db8::7' })[0]?.at(-1)).toContain(
      'family=ipv6 source address=2001:db8::7',
    )
  })

  it.each([{ zone: 'a b' }, { zone: '--panic-on' }, { zone: 'x'.repeat(18) }])('are not made for %j', (bad) => {
    expect(firewalldAllow.args.safeParse({ ...args, ...bad }).success).toBe(false)
  })
})
