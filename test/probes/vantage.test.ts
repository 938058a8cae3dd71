import { describe, expect, it } from 'vitest'
import { serversOf } from '../../src/probes/name-servers.ts'
import { rulesOfNft, rulesOfSave } from '../../src/probes/vantage-firewall.ts'

const SAVE = `*nat
:OUTPUT ACCEPT [5:300]
COMMIT
*filter
:INPUT DROP [9:540]
:OUTPUT DROP [7:420]
:egress - [0:0]
[3:180] -A INPUT -p tcp -m tcp --dport 25 -j DROP
[8:480] -A OUTPUT -o lo -j ACCEPT
[2:120] -A OUTPUT -j egress
[2:120] -A egress -d 10.0.0.5/32 -p tcp -m tcp --dport 22 -j REJECT --reject-with icmp-port-unreachable
COMMIT
`

const RULESET = `table inet filter {
\tchain in {
\t\ttype filter hook input priority filter; policy drop;
\t\ttcp dport 25 counter packets 4 bytes 240 drop
\t}

\tchain out {
\t\ttype filter hook output priority filter; policy accept;
\t\tip daddr 10.0.0.5 jump closed
\t}

\tchain closed {
\t\ttcp dport { 22, 2222 } counter packets 1 bytes 60 reject with tcp reset
\t\tudp dport 53 drop
\t}
}
`

describe('the vantage’s own firewall', () => {
  it('reads from iptables-save what blocks outgoing packets, also behind a jump', () => {
    expect(rulesOfSave('iptables', SAVE)).toEqual([
      { tool: 'iptables', chain: 'OUTPUT', text: 'policy OUTPUT DROP', packets: 7 },
      {
        tool: 'iptables',
        chain: 'egress',
        text: '-A egress -d 10.0.0.5/32 -p tcp -m tcp --dport 22 -j REJECT --reject-with icmp-port-unreachable',
        packets: 2,
      },
    ])
  })

  it('reads from nft what blocks outgoing packets and counts', () => {
    expect(rulesOfNft(RULESET)).toEqual([
      { tool: 'nft', chain: 'closed', text: 'tcp dport { 22, 2222 } counter reject with tcp reset', packets: 1 },
    ])
  })

  it('finds nothing in an empty rule set', () => {
    expect([...rulesOfSave('iptables', ''), ...rulesOfNft('')]).toEqual([])
  })
})

describe('the vantage’s name servers', () => {
  it.each([
    ['nameserver 10.0.0.53\n# nameserver 10.0.0.1\nsearch corp.example lan\n', ['10.0.0.53'], ['corp.example', 'lan']],
    ['domain lan\nnameserver fe80::1%eth0\nnameserver junk\n', ['fe80::1'], ['lan']],
    [
      'nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4\n',
      ['1.1.1.1', '1.1.1.2', '1.1.1.3'],
      [],
    ],
    ['# nobody\n', ['127.0.0.1'], []],
  ])('are read from resolv.conf: %j', (text, servers, search) => {
    expect(serversOf(text)).toEqual({ servers, search })
  })
})
