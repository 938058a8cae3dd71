import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buttonOf, wordsOf } from '../../src/demo/plain-text.ts'
import { sharedRedis } from '../support/redis.ts'
import { ANA, CARA, messageWith, press, startTeam, type Team, until } from './team.ts'

const redis = await sharedRedis()
let team: Team

beforeEach(async () => {
  await redis.redis.flushall()
})
afterEach(() => team.close())

describe('a user group that Slack does not tell about', () => {
  it('gives nothing, and the refusal says which scope is missing', async () => {
    team = await startTeam(redis, {
      policy: { fix: { groups: ['S0SRE'] } },
      scopes: ['commands', 'chat:write', 'users:read', 'channels:read'],
    })
    const { slack, checked } = team
    await press(slack, CARA, await checked(), 'offer')
    await until(() => messageWith(slack, /lacks the scope usergroups:read/, CARA))
  })
})

describe('a fix that nobody may do from here', () => {
  it('has no button, and the reason instead', async () => {
    team = await startTeam(redis, {
      policy: { grants: [{ users: [ANA], may: ['fix'], tags: ['staging'] }] },
      tags: ['prod'],
    })
    const head = await team.checked()
    expect(buttonOf(head, 'offer')).toBeUndefined()
    expect(wordsOf(head)).toContain(
      'No button for “Unban 203.0.113.7”: the policy lets nobody fix this remedy on this host',
    )
  })

  it('has none in a channel shared with others', async () => {
    team = await startTeam(redis, { policy: { fix: { users: [ANA] } } })
    const head = await team.checked('C0SHARED')
    expect(buttonOf(head, 'offer')).toBeUndefined()
    expect(wordsOf(head)).toContain('shared with another organisation')
  })
})
