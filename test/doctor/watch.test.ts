import { describe, expect, it } from 'vitest'
import { watch } from '../../src/doctor/watch.ts'
import { aroundOf, found, hostOf } from './around.ts'

const hosts = [
  hostOf('web-01', { tags: ['prod'], address: '10.0.0.5' }),
  hostOf('inner-01', { tags: ['inner'], jumps: [] }),
  hostOf('deep-01', { tags: ['deep'], jumps: [hostOf('gate')] } as never),
]
const COMPLETE = {
  ...{ channel: 'C0OPS', fallbackChannel: 'C0ELSE', canaries: [{ address: '10.0.0.1', port: 22 }] },
  onCall: [{ users: ['U0ANA'] }],
}

describe('the watch', () => {
  const examined = (given: object) => found(watch, aroundOf({ watch: { ...COMPLETE, ...given } }, { hosts }))

  it('of nothing is right, and says where to read', async () => {
    expect(await found(watch, aroundOf())).toEqual(['right: nothing is watched: somebody has to ask (docs/watch.md)'])
  })

  it('whose every rule names a host is right', async () => {
    const rules = {
      groups: [{ tags: ['prod'] }, { networks: ['10.0.0.0/8'] }, { hosts: ['inner-*'] }],
      severities: [{ tags: ['prod'], severity: 'critical' }],
      maintenance: [{ hosts: ['*'], from: '02:00', to: '03:00' }],
    }
    expect(await examined(rules)).toEqual(['right: 2 hosts watched from bastion-a'])
  })

  it.each([
    [
      'a tag',
      { groups: [{ tags: ['prdo'] }] },
      'watch.groups[0]: no host of the inventory has the tag prdo, so it watches nothing',
    ],
    [
      'a network',
      { groups: [{ networks: ['10.9.0.0/16'] }] },
      'watch.groups[0]: no host of the inventory has the network 10.9.0.0/16, so it watches nothing',
    ],
    [
      'a name',
      { groups: [{ hosts: ['web-*', 'wbe-*'] }] },
      'watch.groups[0]: no host of the inventory has the name wbe-*',
    ],
    [
      'the tag of a severity',
      { groups: [{ hosts: ['web-*'] }], severities: [{ tags: ['prdo'], severity: 'critical' }] },
      'watch.severities[0]: no host of the inventory has the tag prdo, so nothing is critical because of it',
    ],
    [
      'a window of maintenance',
      { groups: [{ hosts: ['web-*'] }], maintenance: [{ tags: ['batch'], from: '02:00', to: '03:00' }] },
      'watch.maintenance[0]: no host of the inventory has the tag batch, so it silences nothing',
    ],
  ])('%s that no host has is named', async (_what, rules, words) => {
    expect(await examined(rules)).toEqual([`wrong: ${words}`])
  })

  it('says which hosts it leaves out, because they are behind jumps', async () => {
    expect(await examined({ groups: [{ hosts: ['*'] }] })).toContainEqual(
      'note: deep-01 is not watched: only a login through its jumps tells whether it answers',
    )
  })

  it('says what it cannot do without canaries, somebody on call and a second channel', async () => {
    const around = aroundOf({ watch: { channel: 'C0OPS', groups: [{ tags: ['prod'] }] } }, { hosts })
    expect(await found(watch, around)).toEqual([
      'right: 1 host watched from bastion-a',
      expect.stringMatching(/^note: watch.canaries names no server/),
      expect.stringMatching(/^note: watch.onCall names nobody/),
      expect.stringMatching(/^note: watch.fallbackChannel is not set/),
    ])
  })
})
