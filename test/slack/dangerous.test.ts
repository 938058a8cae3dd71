import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { sharedRedis } from '../support/redis.ts'
import { ANA, ask, CARA, DAN, dialogOf, messageWith, type press, startTeam, type Team, until } from './team.ts'

/** The same remedy, were it dangerous: the way to it is what is tested here. */
vi.mock('../../src/remedies/index.ts', async (original) => {
  const real = await original<typeof import('../../src/remedies/index.ts')>()
  const remedies = real.remedies.map((one) => ({ ...one, risk: 'dangerous' as const }))
  return { ...real, remedies, remedyOf: (id: string) => remedies.find((one) => one.id === id) }
})

const redis = await sharedRedis()
let team: Team
const start = async (approvals: number) => {
  team = await startTeam(redis, {
    policy: {
      grants: [
        { users: [ANA], may: ['fix'] },
        { users: [CARA], may: ['approve'] },
        { users: [DAN], may: ['break-glass'] },
      ],
      demands: [{ risks: ['dangerous'], approvals }],
      limits: { coolDownSeconds: 0 },
    },
  })
  return team
}

beforeEach(async () => {
  await redis.redis.flushall()
})
afterEach(() => team.close())

/** Somebody presses a button, and its dialog stands before them. */
async function opened(user: string, message: Parameters<typeof press>[2], action: string): Promise<string> {
  return (await ask(team.slack, user, message, action)).id
}
const errorsBefore = (user: string) => dialogOf(team.slack, user)?.errors

describe('a dangerous fix', () => {
  it('says below its button that the host’s name has to be typed', async () => {
    await start(0)
    expect(wordsOf(await team.checked())).toContain('It needs the host’s name, typed.')
  })

  it.each(['web-02', 'WEB-01', 'web-01.', 'web', 'yes'])('is not done when “%s” is typed', async (typed) => {
    await start(0)
    const dialog = await opened(ANA, await team.checked(), 'offer')
    await team.slack.submit(ANA, dialog, { host: typed })
    expect(errorsBefore(ANA)).toEqual({ host: 'Type web-01, exactly.' })
    expect([team.changed, await team.audit()]).toEqual([[], []])
  })

  it('is done when the host’s name is typed, also after a wrong one', async () => {
    await start(0)
    const dialog = await opened(ANA, await team.checked(), 'offer')
    await team.slack.submit(ANA, dialog, { host: 'web-02' })
    await team.slack.submit(ANA, dialog, { host: 'web-01' })
    await until(() => messageWith(team.slack, /Fixed, and proven/))
    expect(dialogOf(team.slack, ANA)).toBeUndefined()
    expect(team.changed).toHaveLength(1)
  })

  it('is typed by the asker, and once more by who approves', async () => {
    await start(1)
    const asking = await opened(ANA, await team.checked(), 'offer')
    await team.slack.submit(ANA, asking, { host: 'db-01' })
    expect(errorsBefore(ANA)).toEqual({ host: 'Type web-01, exactly.' })
    await team.slack.submit(ANA, asking, { host: 'web-01' })
    const request = await until(() => messageWith(team.slack, /Ana asks for approval/))
    const approving = await opened(CARA, request, 'approve')
    await team.slack.submit(CARA, approving, { host: 'web-1' })
    expect(errorsBefore(CARA)).toEqual({ host: 'Type web-01, exactly.' })
    expect((await team.audit()).map(({ event }) => event)).toEqual(['asked'])
    expect(team.changed).toEqual([])
    await team.slack.submit(CARA, approving, { host: 'web-01' })
    await until(() => messageWith(team.slack, /Fixed, and proven/))
    expect(team.changed).toHaveLength(1)
  })

  it('is typed by who breaks the glass, too', async () => {
    await start(1)
    const dialog = await opened(DAN, await team.checked(), 'offer')
    await team.slack.clickInView(DAN, dialog, 'break-glass')
    await until(() => (JSON.stringify(dialogOf(team.slack, DAN)).includes('You break the glass') ? true : undefined))
    await team.slack.submit(DAN, dialog, { host: 'web-02', reason: 'all are locked out' })
    expect(errorsBefore(DAN)).toEqual({ host: 'Type web-01, exactly.' })
    await team.slack.submit(DAN, dialog, { host: 'web-01', reason: 'all are locked out' })
    await until(() => messageWith(team.slack, /Dan BROKE THE GLASS/))
    await until(() => (team.changed.length === 1 ? true : undefined))
  })
})
