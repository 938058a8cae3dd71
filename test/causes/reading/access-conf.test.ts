import { expect, it } from 'vitest'
import { accessVerdict } from '../../../src/causes/reading/access-conf.ts'
import type { AccessRule } from '../../../src/domain/inside/account.ts'

const rules = (...texts: string[]): AccessRule[] =>
  texts.map((text, index) => {
    const [sign = '', users = '', ...origins] = text.split(':')
    return {
      ...{ file: '/etc/security/access.conf', line: index + 1, allow: sign === '+', text },
      ...{ users: users.trim(), origins: origins.join(':').trim() },
    }
  })
const groups = { all: ['deploy', 'ops'], bare: ['deploy', 'ops'] }
const person = { user: 'deploy', groups, address: '203.0.113.7' }

it.each([
  ['nothing fits', ['-:other:ALL'], 'allowed'],
  ['there is no rule', [], 'allowed'],
  ['a rule names the user', ['-:deploy:ALL'], 'denied'],
  ['the first that fits allows', ['+:deploy:203.0.113.0/24', '-:ALL:ALL'], 'allowed'],
  ['the first that fits denies', ['-:ALL:203.0.113.', '+:deploy:ALL'], 'denied'],
  ['another network is named', ['+:deploy:198.51.100.0/24', '-:ALL:ALL'], 'denied'],
  ['the user is excepted', ['-:ALL EXCEPT root deploy:ALL'], 'allowed'],
  ['the origin is excepted', ['-:ALL:ALL EXCEPT 203.0.113.0/255.255.255.0'], 'allowed'],
  ['an exception has an exception', ['-:ALL EXCEPT (ops) EXCEPT deploy:ALL'], 'denied'],
  ['a group in brackets is theirs', ['+:(ops):ALL', '-:ALL:ALL'], 'allowed'],
  ['a bare name is their group', ['-:ops:ALL'], 'denied'],
  ['LOCAL and terminals', ['-:ALL:LOCAL tty1 :0 cron'], 'allowed'],
  ['an IPv6 network', ['-:ALL:2001:db8::/32'], 'allowed'],
  ['a host name decides', ['-:deploy:.example.org'], 'unclear'],
  ['a host name may have allowed before', ['+:deploy:office.example.org', '-:ALL:ALL'], 'unclear'],
  ['a host name may have denied before', ['-:deploy:office.example.org', '+:ALL:ALL'], 'unclear'],
  ['an open rule says the same as the next', ['-:deploy:office.example.org', '-:ALL:ALL'], 'denied'],
  ['a netgroup', ['-:@robots:ALL'], 'unclear'],
])('where %s: %j is %s', (_, texts, access) => {
  expect(accessVerdict(rules(...texts), person)).toMatchObject({ access })
})

it('does not take a bare name for a group where nodefgroup is set', () => {
  expect(accessVerdict(rules('-:ops:ALL'), { ...person, groups: { ...groups, bare: [] } })).toEqual({
    access: 'allowed',
  })
})

it('leaves a rule about addresses open while nobody named one', () => {
  const anywhere = { ...person, address: undefined }
  expect(accessVerdict(rules('+:ALL:10.0.0.0/8', '-:ALL:ALL'), anywhere)).toMatchObject({ access: 'unclear' })
  expect(accessVerdict(rules('-:deploy:ALL'), anywhere)).toMatchObject({ access: 'denied' })
})
