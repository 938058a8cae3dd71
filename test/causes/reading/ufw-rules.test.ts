import { describe, expect, it } from 'vitest'
import { decidingRule } from '../../../src/causes/reading/ufw-rules.ts'
import type { UfwRule } from '../../../src/domain/inside.ts'

const rule = (number: number, to: string, action: UfwRule['action'], from: string, v6 = false): UfwRule => ({
  number,
  to,
  action,
  direction: 'IN',
  from,
  v6,
  line: `[${number}] ${to} ${action} IN ${from}`,
})

const client = '203.0.113.7'

describe('the rule of ufw that decides', () => {
  it.each([
    ['a plain port from anywhere', rule(1, '22/tcp', 'ALLOW', 'Anywhere'), 'rule'],
    ['the OpenSSH profile', rule(1, 'OpenSSH', 'ALLOW', 'Anywhere'), 'rule'],
    ['a network that holds the client', rule(1, '22', 'DENY', '203.0.113.0/24'), 'rule'],
    ['a network that does not', rule(1, '22', 'DENY', '198.51.100.0/24'), 'default'],
    ['another port', rule(1, '443/tcp', 'DENY', 'Anywhere'), 'default'],
    ['a port list', rule(1, '22,80/tcp', 'DENY', client), 'rule'],
    ['a port range', rule(1, '20:30/tcp', 'DENY', client), 'rule'],
    ['the other transport', rule(1, '22/udp', 'DENY', client), 'default'],
    ['everything from the client', rule(1, 'Anywhere', 'DENY', client), 'rule'],
    ['the other family', rule(1, '22 (v6)', 'DENY', 'Anywhere (v6)', true), 'default'],
    ['an interface, which the evidence does not tell', rule(1, '22 on eth1', 'DENY', 'Anywhere'), 'unclear'],
    ['a profile that we do not know', rule(1, 'My App', 'DENY', 'Anywhere'), 'unclear'],
    ['one address of the host', rule(1, '10.0.0.5 22/tcp', 'DENY', 'Anywhere'), 'unclear'],
    ['a source port', rule(1, '22', 'DENY', `${client} 1000:2000/tcp`), 'unclear'],
  ])('reads %s', (_name, one, kind) => {
    expect(decidingRule([one], { client, port: 22 }).kind).toBe(kind)
  })

  it('takes the first that matches', () => {
    const rules = [rule(1, '22', 'DENY', client), rule(2, '22', 'ALLOW', 'Anywhere')]
    expect(decidingRule(rules, { client, port: 22 })).toEqual({ kind: 'rule', rule: rules[0] })
  })

  it('judges an IPv6 client by the IPv6 rules', () => {
    const rules = [rule(1, '22', 'ALLOW', 'Anywhere'), rule(2, '22 (v6)', 'DENY', '2001:db8::/32 (v6)', true)]
    expect(decidingRule(rules, { client: '2001:db8::7', port: 22 })).toEqual({ kind: 'rule', rule: rules[1] })
  })
})
