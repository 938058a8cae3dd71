import { describe, expect, it } from 'vitest'
import type { UfwRule } from '../../src/domain/inside.ts'
import { ufwRowOf } from '../../src/firewall/ufw-row.ts'

const row = (number: number, to: string, action: UfwRule['action'], from: string, v6 = false): UfwRule => ({
  ...{ number, to, action, from, v6 },
  direction: 'IN',
  line: `[ ${number}] ${to} ${action} IN ${from}`,
})

const ROWS = [
  row(1, '22/tcp', 'DENY', '203.0.113.0/24'),
  row(2, '22/tcp', 'ALLOW', '203.0.113.7'),
  row(3, '22,2222/tcp', 'REJECT', 'Anywhere'),
  row(4, '10.0.0.5 22/tcp', 'ALLOW', 'Anywhere'),
  row(5, '22/tcp on eth1', 'ALLOW', 'Anywhere'),
  row(6, 'OpenSSH', 'ALLOW', 'Anywhere'),
  row(7, 'Anywhere', 'DENY', '198.51.100.9'),
  row(8, '22', 'LIMIT', 'Anywhere'),
  row(9, '22/tcp', 'DENY', 'Anywhere', true),
  row(10, '53/udp', 'ALLOW', 'Anywhere'),
]

describe('ufwRowOf', () => {
  it.each([
    ['-A ufw-user-input -s 203.0.113.0/24 -p tcp -m tcp --dport 22 -j DROP', 1],
    ['-A ufw-user-input -s 203.0.113.7/32 -p tcp -m tcp --dport 22 -j ACCEPT', 2],
    ['-A ufw-user-input -p tcp -m multiport --dports 22,2222 -j REJECT --reject-with tcp-reset', 3],
    ['-A ufw-user-input -d 10.0.0.5/32 -p tcp -m tcp --dport 22 -j ACCEPT', 4],
    ['-A ufw-user-input -i eth1 -p tcp -m tcp --dport 22 -j ACCEPT', 5],
    [`-A ufw-user-input -p tcp -m tcp --dport 22 -m comment --comment "\\'dapp_OpenSSH\\'" -j ACCEPT`, 6],
    ['-A ufw-user-input -s 198.51.100.9/32 -j DROP', 7],
    ['-A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name DEFAULT', undefined],
    ['-A ufw-user-input -p tcp -m tcp --dport 22 -j ufw-user-limit-accept', 8],
    ['-A ufw-user-input -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j DROP', undefined],
  ])('%s was made of row %s', (rule, number) => {
    expect(ufwRowOf(rule, ROWS, 4)?.number).toBe(number)
  })

  it('tells the families apart', () => {
    expect(ufwRowOf('-A ufw6-user-input -p tcp -m tcp --dport 22 -j DROP', ROWS, 6)?.number).toBe(9)
  })
})
