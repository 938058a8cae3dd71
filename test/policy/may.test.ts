import { describe, expect, it } from 'vitest'
import type { Ability } from '../../src/config/policy.ts'
import { demandsOn } from '../../src/policy/demands.ts'
import { may } from '../../src/policy/may.ts'
import { type ActorChange, actor, policyOf } from './actors.ts'

/** Production is fixed by the SREs from #ops; the developers mend staging; the lead may approve, or break the glass. */
const TEAM = policyOf({
  grants: [
    { groups: ['S0SRE'], may: ['fix', 'approve'], channels: ['C1'] },
    { groups: ['S0DEV'], may: ['fix'], tags: ['staging'], risks: ['safe', 'careful'] },
    { users: ['U0LEAD'], may: ['approve', 'break-glass'] },
    { users: ['U0DUTY'], may: ['pause'] },
  ],
  demands: [
    { tags: ['prod'], approvals: 1, reason: true },
    { risks: ['dangerous'], approvals: 2 },
  ],
})
const prod = { tags: ['prod', 'web'], risk: 'safe' } as const
const staging = { tags: ['staging'], risk: 'careful' } as const
const stagingDangerous = { tags: ['staging'], risk: 'dangerous' } as const

const sre: ActorChange = { groups: ['S0SRE'] }
const dev: ActorChange = { groups: ['S0DEV'] }
const lead: ActorChange = { member: { id: 'U0LEAD' } }
const duty: ActorChange = { member: { id: 'U0DUTY' } }
const elsewhere = { place: { channel: 'C9' } }

const ALL: Ability[] = ['check', 'fix', 'approve', 'break-glass', 'pause']

describe('who may do what', () => {
  it.each<[string, ActorChange, Parameters<typeof may>[2], Ability[]]>([
    ['an SRE on production, in #ops', sre, prod, ['check', 'fix', 'approve', 'pause']],
    ['an SRE on staging, in #ops', sre, staging, ['check', 'fix', 'approve', 'pause']],
    ['an SRE in another channel', { ...sre, ...elsewhere }, prod, ['check']],
    ['a developer on production', dev, prod, ['check']],
    ['a developer on staging', dev, staging, ['check', 'fix', 'pause']],
    ['a developer on staging, with a dangerous remedy', dev, stagingDangerous, ['check']],
    ['a developer on staging, from anywhere', { ...dev, ...elsewhere }, staging, ['check', 'fix', 'pause']],
    ['a developer who is an SRE, too', { groups: ['S0DEV', 'S0SRE'] }, prod, ['check', 'fix', 'approve', 'pause']],
    ['the lead, who may go without approvals', lead, prod, ['check', 'fix', 'approve', 'break-glass', 'pause']],
    ['whoever is on duty: pause, and nothing else', duty, prod, ['check', 'pause']],
    ['somebody whom no grant names', {}, prod, ['check']],
  ])('%s', (_who, who, subject, abilities) => {
    const allowed = ALL.filter((ability) => may(ability, actor(who), subject, TEAM).allowed)
    expect(allowed).toEqual(abilities)
  })

  it.each<[string, ActorChange]>([
    ['a guest', { member: { guest: true } }],
    ['a stranger', { member: { stranger: true } }],
    ['a member of another workspace', { member: { teamId: 'T2' } }],
    ['a bot', { member: { bot: true } }],
    ['a deactivated account', { member: { deleted: true } }],
  ])('%s may nothing, whatever the policy says', (_who, who) => {
    const everything = policyOf({ grants: [{ users: ['U1'], groups: ['S0SRE'], may: ALL }] })
    const allowed = ALL.filter((ability) => may(ability, actor({ ...who, ...sre }), {}, everything).allowed)
    expect(allowed).toEqual([])
  })
})

describe('where changes are asked for', () => {
  it.each<[string, ActorChange['place'], string]>([
    ['a channel shared with another organisation', { externallyShared: true }, 'another organisation'],
    ['a channel that Slack does not explain', { externallyShared: undefined }, 'did not tell'],
  ])('never in %s; checks go on there', (_where, place, because) => {
    const anything = policyOf({ fix: { users: ['U1'] } })
    for (const ability of ['fix', 'approve', 'break-glass', 'pause'] as const)
      expect(may(ability, actor({ ...(place && { place }) }), {}, anything)).toEqual({
        allowed: false,
        because: expect.stringContaining(because),
      })
    expect(may('check', actor({ ...(place && { place }) }), {}, anything)).toEqual({ allowed: true })
  })
})

describe('the reason of a refusal', () => {
  it.each<[string, unknown, Ability, ActorChange, string]>([
    ['says that nobody is named yet', {}, 'fix', {}, 'list user ids under policy.fix.users'],
    ['says that nobody may approve yet', {}, 'approve', {}, 'give it to somebody under policy.grants'],
    ['names who is not on the short list', { fix: { users: ['U2'] } }, 'fix', {}, 'U1 is not listed'],
    ['names the channel', { grants: [{ users: ['U1'], may: ['fix'], channels: ['C2'] }] }, 'fix', {}, 'this channel'],
    [
      'names remedy and host',
      { grants: [{ users: ['U1'], may: ['fix'], tags: ['staging'] }] },
      'fix',
      {},
      'this remedy on this host',
    ],
    ['says whom', { grants: [{ users: ['U2'], may: ['fix'] }] }, 'fix', {}, 'does not let U1 fix here'],
    [
      'says what Slack did not tell',
      { fix: { groups: ['S0SRE'] } },
      'fix',
      { unknown: [['S0SRE', 'the app lacks the scope usergroups:read']] },
      'Slack did not tell who is in the user group S0SRE: the app lacks the scope usergroups:read',
    ],
    [
      'of a check says whom',
      { check: 'granted', grants: [{ users: ['U2'], may: ['check'] }] },
      'check',
      {},
      'does not let U1 check hosts here',
    ],
  ])('%s', (_what, policy, ability, who, because) => {
    const told = may(ability, actor(who), prod, policyOf(policy))
    expect(told).toEqual({ allowed: false, because: expect.stringContaining(because) })
  })
})

describe('the short form', () => {
  const short = policyOf({ fix: { users: ['U1'], groups: ['S0SRE'] } })
  it.each<[string, ActorChange, boolean]>([
    ['lets a listed user', {}, true],
    ['lets a member of a listed group', { member: { id: 'U9' }, groups: ['S0SRE'] }, true],
    ['lets nobody else', { member: { id: 'U9' } }, false],
  ])('%s fix and approve everything, and not break the glass', (_who, who, allowed) => {
    expect(may('fix', actor(who), prod, short).allowed).toBe(allowed)
    expect(may('approve', actor(who), stagingDangerous, short).allowed).toBe(allowed)
    expect(may('break-glass', actor(who), prod, short).allowed).toBe(false)
  })
})

describe('what is demanded', () => {
  it.each([
    ['nothing of a harmless remedy on staging', staging, { approvals: 0, reason: false, typeHost: false }],
    ['an approval and a reason on production', prod, { approvals: 1, reason: true, typeHost: false }],
    ['two approvals of what is dangerous', stagingDangerous, { approvals: 2, reason: false, typeHost: true }],
    [
      'the strictest of all that apply',
      { tags: ['prod'], risk: 'dangerous' as const },
      { approvals: 2, reason: true, typeHost: true },
    ],
  ])('%s', (_what, subject, demands) => {
    expect(demandsOn(subject, TEAM)).toEqual(demands)
  })
})
