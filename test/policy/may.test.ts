import { describe, expect, it } from 'vitest'
import { type Member, mayCheck, mayFix, type Surroundings } from '../../src/policy/may.ts'

const ada: Member = { id: 'U1', teamId: 'T1' }
const here: Surroundings = { teamId: 'T1', externallyShared: false }

const outsiders: [string, Partial<Member>][] = [
  ['a guest', { guest: true }],
  ['a stranger', { stranger: true }],
  ['a member of another workspace', { teamId: 'T2' }],
  ['a bot', { bot: true }],
  ['a deactivated account', { deleted: true }],
]

describe('mayCheck', () => {
  it('allows every full member of the workspace, in shared channels too', () => {
    expect(mayCheck(ada, here)).toEqual({ allowed: true })
    expect(mayCheck(ada, { ...here, externallyShared: true })).toEqual({ allowed: true })
  })
  it.each(outsiders)('refuses %s', (_who, change) => {
    expect(mayCheck({ ...ada, ...change }, here)).toMatchObject({ allowed: false })
  })
})

describe('mayFix', () => {
  const policy = { users: ['U1'] }

  it('allows who is listed', () => {
    expect(mayFix(ada, here, policy)).toEqual({ allowed: true })
  })
  it.each(outsiders)('refuses %s even when listed', (_who, change) => {
    expect(mayFix({ ...ada, ...change }, here, policy)).toMatchObject({ allowed: false })
  })
  it.each<[string, Surroundings, readonly string[], string]>([
    ['by default', here, [], 'nobody may fix from Slack yet'],
    ['who is not listed', here, ['U2'], 'U1 is not listed'],
    ['in an externally shared channel', { ...here, externallyShared: true }, ['U1'], 'another organisation'],
    [
      'when Slack does not say whether the channel is shared',
      { ...here, externallyShared: undefined },
      ['U1'],
      'did not tell',
    ],
  ])('refuses %s', (_case, surroundings, users, because) => {
    expect(mayFix(ada, surroundings, { users })).toEqual({ allowed: false, because: expect.stringContaining(because) })
  })
})
