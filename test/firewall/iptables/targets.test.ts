import { describe, expect, it } from 'vitest'
import { type Asked, traceBy } from './ask.ts'

const filter = (...rules: string[]): string => `*filter\n:INPUT ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT\n`

describe('REJECT', () => {
  it.each([
    ['', 4, { by: 'icmp', type: 3, code: 3 }],
    ['--reject-with icmp-net-unreachable', 4, { by: 'icmp', type: 3, code: 0 }],
    ['--reject-with icmp-host-unreachable', 4, { by: 'icmp', type: 3, code: 1 }],
    ['--reject-with icmp-proto-unreachable', 4, { by: 'icmp', type: 3, code: 2 }],
    ['--reject-with icmp-port-unreachable', 4, { by: 'icmp', type: 3, code: 3 }],
    ['--reject-with icmp-net-prohibited', 4, { by: 'icmp', type: 3, code: 9 }],
    ['--reject-with icmp-host-prohibited', 4, { by: 'icmp', type: 3, code: 10 }],
    ['--reject-with icmp-admin-prohibited', 4, { by: 'icmp', type: 3, code: 13 }],
    ['--reject-with tcp-reset', 4, { by: 'tcp-reset' }],
    ['', 6, { by: 'icmp', type: 1, code: 4 }],
    ['--reject-with icmp6-no-route', 6, { by: 'icmp', type: 1, code: 0 }],
    ['--reject-with icmp6-adm-prohibited', 6, { by: 'icmp', type: 1, code: 1 }],
    ['--reject-with icmp6-addr-unreachable', 6, { by: 'icmp', type: 1, code: 3 }],
    ['--reject-with icmp6-port-unreachable', 6, { by: 'icmp', type: 1, code: 4 }],
    ['--reject-with icmp6-policy-fail', 6, { by: 'icmp', type: 1, code: 5 }],
    ['--reject-with icmp6-reject-route', 6, { by: 'icmp', type: 1, code: 6 }],
    ['--reject-with tcp-reset', 6, { by: 'tcp-reset' }],
  ] as const)('%s for IPv%d', (how, family, rejection) => {
    const { verdict, decisions } = traceBy(filter(`-A INPUT -p tcp -j REJECT ${how}`), { family })
    expect(verdict).toBe('rejected')
    expect(decisions).toMatchObject([{ rejection }])
  })
})

describe('targets that do not end the way', () => {
  it.each([
    'LOG --log-prefix "a \\"b " --log-tcp-options',
    'NFLOG --nflog-group 3',
    'AUDIT --type drop',
    'TEE --gateway 192.0.2.1',
  ])('%s', (target) => expect(traceBy(filter(`-A INPUT -j ${target}`, '-A INPUT -j DROP')).verdict).toBe('dropped'))

  it('goes on after a rule without a target', () =>
    expect(traceBy(filter('-A INPUT', '-A INPUT -j DROP')).verdict).toBe('dropped'))
})

describe('targets whose end is not known', () => {
  it.each([
    ['NFQUEUE --queue-num 1 --queue-bypass', 'a program on the host decides (NFQUEUE)'],
    ['SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460', 'SYNPROXY answers in the place of the server'],
    [
      'SNAT --to-source 203.0.113.250',
      'SNAT changes where the packet comes from, and what the rules after it see is not modelled',
    ],
    ['TARPIT', 'TARPIT takes the connection and never serves it'],
    ['MYSTERY --power 9', 'the target MYSTERY is not modelled'],
    ['REJECT --reject-with a-smile', '"--reject-with a-smile" is not modelled'],
  ])('%s', (target, why) => {
    const { verdict, decisions } = traceBy(filter(`-A INPUT -j ${target}`))
    expect(verdict).toBe('unknown')
    expect(decisions[0]?.because).toEqual([why])
  })
})

describe('marks', () => {
  const marked = (...changes: string[]): string =>
    [
      '*mangle',
      ':PREROUTING ACCEPT [0:0]',
      ...changes.map((change) => `-A PREROUTING -j ${change}`),
      'COMMIT',
      '*filter',
      ':INPUT ACCEPT [0:0]',
      '-A INPUT -m mark --mark 0x5 -j DROP',
      'COMMIT\n',
    ].join('\n')

  it.each([
    [['MARK --set-xmark 0x5/0xffffffff'], 'dropped'],
    [['MARK --set-xmark 0x4/0x4'], 'accepted'],
    [['MARK --set-mark 0x4', 'MARK --or-mark 0x1'], 'dropped'],
    [['MARK --set-mark 0x7', 'MARK --and-mark 0x5'], 'dropped'],
    [['MARK --set-mark 0x1', 'MARK --xor-mark 0x4'], 'dropped'],
    [
      ['CONNMARK --set-xmark 0x5/0xffffffff', 'CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff'],
      'dropped',
    ],
    [['CONNMARK --set-xmark 0x5/0xffffffff', 'CONNMARK --restore-mark --nfmask 0xff --ctmask 0x1'], 'accepted'],
    [['MARK --set-mark 0x5', 'CONNMARK --save-mark', 'MARK --set-mark 0', 'CONNMARK --restore-mark'], 'dropped'],
    [['HMARK --hmark-tuple src'], 'unclear'],
  ])('%s: %s', (changes, verdict) => expect(traceBy(marked(...changes)).verdict).toBe(verdict))
})

describe('NAT', () => {
  const nat = (target: string, asked?: Asked) =>
    traceBy(
      [
        '*nat',
        ':PREROUTING ACCEPT [0:0]',
        `-A PREROUTING -p tcp -m tcp --dport 22 -j ${target}`,
        'COMMIT',
        '*filter',
        ':INPUT ACCEPT [0:0]',
        '-A INPUT -p tcp -m tcp --dport 2222 -j DROP',
        '-A INPUT -m conntrack --ctstate DNAT -j REJECT',
        'COMMIT\n',
      ].join('\n'),
      asked,
    )

  it.each([
    ['DNAT --to-destination :2222', 'dropped'],
    ['REDIRECT --to-ports 2222', 'dropped'],
    ['DNAT --to-destination :80', 'rejected'],
    ['DNAT --to-destination 192.0.2.10', 'accepted'],
    ['DNAT --to-destination 10.0.4.10:22', 'rejected'],
    ['DNAT --to-destination 10.0.4.10:2222', 'dropped'],
    ['DNAT --to-destination :2221-2222', 'unclear'],
    ['NETMAP --to 192.0.2.0/24', 'accepted'],
    ['NETMAP --to 10.0.4.0/24', 'rejected'],
    ['DNAT --to-ports 22', 'unknown'],
  ])('%s: %s', (target, verdict) => expect(nat(target).verdict).toBe(verdict))

  it('tells where a packet is sent on to', () => {
    expect(nat('DNAT --to-destination 172.17.0.2:22').decisions).toMatchObject([
      { verdict: 'forwarded', to: { address: '172.17.0.2', port: 22 } },
    ])
    expect(nat('DNAT --to-destination 172.17.0.2-172.17.0.5:22').decisions).toMatchObject([
      { verdict: 'forwarded', to: { address: undefined, port: 22 } },
    ])
  })

  it('reads an IPv6 place with and without a port', () => {
    const to = (target: string) => nat(target, { family: 6 }).decisions[0]?.to
    expect(to('DNAT --to-destination [2001:db8:d::1]:80')).toEqual({ address: '2001:db8:d::1', port: 80 })
    expect(to('DNAT --to-destination 2001:db8:d::1')).toEqual({ address: '2001:db8:d::1', port: 22 })
    expect(to('DNAT --to-destination [2001:db8:d::1-2001:db8:d::9]:80-90')).toEqual({
      address: undefined,
      port: undefined,
    })
  })
})

describe('what raw says of tracking', () => {
  const raw = (target: string, test: string) =>
    traceBy(
      `*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j ${target}\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT ${test} -j DROP\nCOMMIT\n`,
    ).verdict

  it.each([
    ['CT --notrack', '-m conntrack --ctstate UNTRACKED', 'dropped'],
    ['NOTRACK', '-m conntrack --ctstate NEW', 'accepted'],
    // Without a connection only the state is asked for.
    ['CT --notrack', '-m conntrack --ctstate UNTRACKED --ctorigdst 9.9.9.9/32', 'dropped'],
    ['CT --notrack', '-m conntrack ! --ctorigdst 9.9.9.9/32', 'accepted'],
    ['CT --notrack', '-m connmark ! --mark 0x7', 'accepted'],
    ['CT --zone 3', '-m conntrack --ctstate NEW', 'dropped'],
  ])('%s, %s: %s', (target, test, verdict) => expect(raw(target, test)).toBe(verdict))
})
