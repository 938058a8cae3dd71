import { describe, expect, it } from 'vitest'
import { isLetIn } from '../../../src/causes/reading/accepted.ts'
import { divertOf } from '../../../src/causes/reading/divert.ts'
import type { Answered } from '../../../src/domain/observation.ts'

const printed = (output: string): Answered<'firewall'> => ({
  observation: 'firewall',
  at: '2026-11-21T06:00:00Z',
  ms: 1,
  outcome: 'read',
  commands: [{ command: 'iptables-save', exit: 0, output }],
  blocking: [],
  dropPolicies: [],
})

describe('a rule that diverts a port', () => {
  it.each([
    ['-A PREROUTING -p tcp -m tcp --dport 22 -j DNAT --to-destination 172.30.0.2:22', '172.30.0.2', 22, false],
    [
      '[3:180] -A DOCKER ! -i docker0 -p tcp -m tcp --dport 22 -j DNAT --to-destination 172.17.0.2:2222',
      '172.17.0.2',
      2222,
      false,
    ],
    [
      '-A PREROUTING -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j DNAT --to-destination 172.30.0.2',
      '172.30.0.2',
      22,
      true,
    ],
    ['tcp dport 22 dnat to 172.30.0.2:22', '172.30.0.2', 22, false],
    ['tcp dport 22 redirect to :2022', '', 2022, false],
    ['ip6 daddr fd77::5 tcp dport 22 dnat to [fd00::2]:22', undefined, 0, false],
    ['-A PREROUTING -p tcp -m tcp --dport 2222 -j DNAT --to-destination 172.30.0.2:22', undefined, 0, false],
    ['-A PREROUTING -d 10.0.0.9/32 -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 2022', undefined, 0, false],
    ['-A OUTPUT -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 2022', undefined, 0, false],
  ])('%s', (rule, address, port, conditional) => {
    const divert = divertOf(printed(`*nat\n${rule}\nCOMMIT`), 22, '10.0.0.5')
    if (address === undefined) expect(divert).toBeUndefined()
    else expect(divert).toMatchObject({ address, port, conditional, local: address === '', text: rule })
  })
})

describe('a rule that lets an address in', () => {
  it.each([
    ['-A INPUT -s 203.0.113.7/32 -p tcp -m tcp --dport 22 -j ACCEPT', true],
    ['-A INPUT -s 203.0.113.8/32 -p tcp -m tcp --dport 22 -j ACCEPT', false],
    ['-A INPUT ! -s 203.0.113.7/32 -p tcp -m tcp --dport 22 -j ACCEPT', false],
    ['-A INPUT -p tcp -m multiport --dports 22,443 -j ACCEPT', true],
    ['-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT', false],
    ['ip saddr 203.0.113.0/24 tcp dport { 22, 443 } accept', true],
    ['ip saddr != 203.0.113.0/24 tcp dport 22 accept', false],
    ['tcp dport 22 drop', false],
  ])('%s: %s', (rule, expected) => expect(isLetIn(printed(rule), 22, '203.0.113.7')).toBe(expected))
})
