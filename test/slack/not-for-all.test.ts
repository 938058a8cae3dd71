import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { buttonOf, wordsOf } from '../../src/demo/plain-text.ts'
import { sharedRedis } from '../support/redis.ts'
import {
  ANA,
  approve,
  ask,
  BEN,
  CARA,
  DAN,
  dialogWords,
  messageWith,
  OPS,
  press,
  startTeam,
  type Team,
  until,
} from './team.ts'

const redis = await sharedRedis()
let team: Team

const POLICY = {
  fix: { users: [ANA] },
  grants: [{ groups: ['S0SRE'], may: ['approve'] }],
  demands: [{ tags: ['prod'], approvals: 1 }],
  limits: { coolDownSeconds: 0 },
}
const start = async (policy: object = POLICY) => {
  team = await startTeam(redis, { policy, tags: ['prod'] })
  return team
}

beforeEach(async () => {
  await redis.redis.flushall()
})
afterEach(() => team.close())

async function asked() {
  const { slack, checked } = team
  const dialog = await ask(slack, ANA, await checked(), 'offer')
  await slack.submit(ANA, dialog.id)
  return until(() => messageWith(slack, /Ana asks for approval/))
}
const approves = (user: string, request: Parameters<typeof approve>[2]) => approve(team.slack, user, request)

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
    const { checked } = await start({ grants: [{ users: [ANA], may: ['fix'], tags: ['staging'] }] })
    const head = await checked()
    expect(buttonOf(head, 'offer')).toBeUndefined()
    expect(wordsOf(head)).toContain(
      'No button for “Unban 203.0.113.7”: the policy lets nobody fix this remedy on this host',
    )
  })

  it('has none in a channel shared with others', async () => {
    const { checked } = await start()
    const head = await checked('C0SHARED')
    expect(buttonOf(head, 'offer')).toBeUndefined()
    expect(wordsOf(head)).toContain('shared with another organisation')
  })
})

describe('right before an order is signed', () => {
  const SHARED = { grants: [{ groups: ['S0SRE'], may: ['fix', 'approve'] }], demands: [{ approvals: 1 }] }
  /** Dan has asked; who leaves the group then is known to the bot a minute later. */
  async function askedByDan() {
    const { slack, checked } = await start({ ...SHARED, limits: { coolDownSeconds: 0 } })
    const dialog = await ask(slack, DAN, await checked(), 'offer')
    await slack.submit(DAN, dialog.id)
    return until(() => messageWith(slack, /Dan asks for approval/))
  }
  function leaves(user: string): void {
    const [sre] = team.slack.workspace.groups
    if (sre) sre.users = sre.users.filter((id) => id !== user)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    onTestFinished(() => void vi.useRealTimers())
  }

  it('the asker is asked about again: who may not fix any more has nothing done', async () => {
    const request = await askedByDan()
    const dialog = await ask(team.slack, CARA, request, 'approve')
    leaves(DAN)
    await team.slack.submit(CARA, dialog.id)
    expect(dialogWords(team.slack, CARA)).toContain('Dan may not fix this any more')
    expect(team.changed).toEqual([])
  })

  it('the approver is asked about again, although the dialog was open already', async () => {
    const request = await askedByDan()
    const dialog = await ask(team.slack, CARA, request, 'approve')
    leaves(CARA)
    await team.slack.submit(CARA, dialog.id)
    expect(dialogWords(team.slack, CARA)).toContain('Not for you, sorry')
    expect(team.changed).toEqual([])
    expect(await team.audit()).toContainEqual(expect.objectContaining({ event: 'refused', by: CARA }))
  })
})

describe('/ssh-check pause', () => {
  it('stops every change at once, also one that was approved, until it is resumed', async () => {
    const { slack, changed, audit } = await start()
    const request = await asked()
    await slack.type(CARA, OPS, '/ssh-check pause release under way')
    await until(() => messageWith(slack, /Paused: no worker changes any host/, CARA))
    const dialog = await ask(slack, CARA, request, 'approve')
    await slack.submit(CARA, dialog.id)
    expect(dialogWords(slack, CARA)).toMatch(/changes are paused by Cara since .* \(release under way\)/)
    expect(changed).toEqual([])
    slack.dismiss(CARA, dialog.id)
    await slack.type(CARA, OPS, '/ssh-check resume')
    await until(() => messageWith(slack, /Resumed/, CARA))
    await approves(CARA, request)
    await until(() => (changed.length === 1 ? true : undefined))
    expect((await audit()).map(({ event }) => event)).toEqual(expect.arrayContaining(['paused', 'resumed']))
  })

  it('is not for whom the policy gives no part in changes', async () => {
    const { slack } = await start({ fix: { users: [ANA] } })
    await slack.type(BEN, OPS, '/ssh-check pause')
    await until(() => messageWith(slack, /Not for you, sorry/, BEN))
  })
})
