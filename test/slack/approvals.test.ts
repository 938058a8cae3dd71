import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { buttonOf, wordsOf } from '../../src/demo/plain-text.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import {
  ANA,
  approve,
  ask,
  asSeen,
  BEN,
  CARA,
  DAN,
  dialogOf,
  dialogWords,
  messageWith,
  OPS,
  press,
  pressLate,
  startTeam,
  type Team,
  until,
} from './team.ts'

const redis = await sharedRedis()
let team: Team

/** Ana and Ben fix, the SREs approve and Dan may go without. */
const POLICY = {
  fix: { users: [ANA] },
  grants: [
    { users: [BEN], may: ['fix'] },
    { groups: ['S0SRE'], may: ['approve'] },
    { users: [DAN], may: ['break-glass'] },
  ],
  demands: [{ tags: ['prod'], approvals: 1, reason: true }],
  limits: { coolDownSeconds: 0 },
}
const start = async (policy: object = POLICY, tags = ['prod']) => {
  team = await startTeam(redis, { policy, tags })
  return team
}

beforeEach(async () => {
  await redis.redis.flushall()
})
afterEach(() => team.close())

const withoutButtons = (message: Message, words: RegExp) =>
  !buttonOf(message, '') && words.test(wordsOf(message)) ? true : undefined

/** Ana asks for the fix of a fresh check; the request stands in the thread. */
async function asked(reason = 'deploys wait') {
  const { slack, checked } = team
  const head = await checked()
  const dialog = await ask(slack, ANA, head, 'offer')
  await slack.submit(ANA, dialog.id, { reason })
  const request = await until(() => messageWith(slack, /Ana asks for approval/))
  return { head, request }
}
const approves = (user: string, request: Parameters<typeof approve>[2]) => approve(team.slack, user, request)

describe('a fix that needs an approval', () => {
  it('is shown with who may press and who may approve, without pinging them', async () => {
    const { checked } = await start()
    const words = wordsOf(await checked())
    expect(words).toContain('“Unban 203.0.113.7” can be pressed by Ana, Ben and Dan.')
    expect(words).toContain('the approval of one other person (who may: Ana and @sre), a reason')
    expect(words).not.toContain('<@')
  })

  it('is asked for in the thread with the command and the reason, approved there, and done once', async () => {
    const { slack, changed, audit } = await start()
    const { request } = await asked('deploys wait')
    expect(wordsOf(request)).toContain('deploys wait')
    expect(wordsOf(request)).toContain('sudo -n fail2ban-client set sshd unbanip 203.0.113.7')
    expect(changed).toEqual([])
    const dialog = await ask(slack, CARA, request, 'approve')
    expect(dialogWords(slack, CARA)).toContain('sudo -n fail2ban-client set sshd unbanip 203.0.113.7')
    expect(dialogWords(slack, CARA)).toContain('This runs on web-01 (10.0.0.5) as medic, through sudo, from bastion-a:')
    await slack.submit(CARA, dialog.id)
    await until(() => messageWith(slack, /Ana ordered, approved by Cara,.*Reason: deploys wait/))
    await until(() => messageWith(slack, /Fixed, and proven/))
    expect(changed).toHaveLength(1)
    expect((await audit()).map(({ event, by }) => [event, by])).toEqual([
      ['asked', ANA],
      ['approved', CARA],
      ['ordered', ANA],
      ['result', undefined],
    ])
    expect(wordsOf(messageWith(slack, /Fixed, and proven/) ?? request)).toMatch(/audit 4:[0-9a-f]{16}/)
    await until(() => withoutButtons(request, /It has its approvals, the last by Cara at \d\d:\d\d UTC/))
    expect(wordsOf(request)).toContain('deploys wait')
  })

  it('cannot be asked for without a reason', async () => {
    const { slack, checked } = await start()
    const dialog = await ask(slack, ANA, await checked(), 'offer')
    await slack.submit(ANA, dialog.id, { reason: '   ' })
    expect(dialogOf(slack, ANA)?.errors).toHaveProperty('reason')
  })

  it('is not approved by the asker, nor by whom the policy does not let', async () => {
    const { slack, changed, audit } = await start()
    const { request } = await asked()
    await press(slack, ANA, request, 'approve')
    await until(() => messageWith(slack, /You asked for this yourself/, ANA))
    await press(slack, BEN, request, 'approve')
    await until(() => messageWith(slack, /does not let Ben \(U0BEN\) approve here/, BEN))
    expect(changed).toEqual([])
    expect(await audit()).toContainEqual({ event: 'refused', by: BEN, detail: expect.stringContaining('U0BEN') })
  })

  it('is over when it is denied, and whoever approves then is told by whom', async () => {
    const { slack, changed } = await start()
    const { request } = await asked()
    const seen = asSeen(request)
    await press(slack, CARA, request, 'deny')
    await until(() => messageWith(slack, /Cara denied “Unban 203.0.113.7” on web-01/))
    await until(() => withoutButtons(request, /Cara ended it at \d\d:\d\d UTC/))
    await pressLate(slack, DAN, seen, 'approve')
    await until(() => messageWith(slack, /Cara denied this already/, DAN))
    await until(() => withoutButtons(request, /Cara ended it/))
    expect(changed).toEqual([])
  })

  it('needs as many different people as the policy says', async () => {
    const { slack, changed } = await start({ ...POLICY, demands: [{ tags: ['prod'], approvals: 2 }] })
    const { request } = await asked()
    await approves(CARA, request)
    await until(() => messageWith(slack, /Cara approved .* 1 more is needed/))
    await approves(CARA, request)
    expect(changed).toEqual([])
    await approves(DAN, request)
    await until(() => messageWith(slack, /approved by Cara, Dan,/))
    await until(() => (changed.length === 1 ? true : undefined))
  })

  it('is ordered once, however many approve at the same time', async () => {
    const { slack, changed } = await start()
    const { request } = await asked()
    for (const user of [CARA, DAN]) await press(slack, user, request, 'approve')
    const dialogs = await Promise.all([CARA, DAN].map((user) => until(() => dialogOf(slack, user))))
    await Promise.all(dialogs.map(({ id, user }) => slack.submit(user, id)))
    await until(() => messageWith(slack, /Fixed, and proven/))
    expect(changed).toHaveLength(1)
  })

  it('is void when a newer check says otherwise, and the thread says so', async () => {
    const { slack, checked, changed } = await start()
    const { request } = await asked()
    await checked(OPS, { diagnosis: { verdict: 'healthy', findings: [], ruledOut: [], untested: [] } })
    await press(slack, CARA, request, 'approve')
    await until(() => messageWith(slack, /This is void: a newer check of web-01/, CARA))
    await until(() => messageWith(slack, /The request of Ana for “Unban 203.0.113.7” on web-01 is void/))
    await until(() => withoutButtons(request, /It is void since \d\d:\d\d UTC/))
    expect(changed).toEqual([])
  })

  it('is over when its time is, without a click: nothing is left to press', async () => {
    const { slack, changed } = await start()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 30 * 60_000 + 2_000 })
    onTestFinished(() => void vi.useRealTimers())
    const { request } = await asked()
    const seen = asSeen(request)
    vi.useRealTimers()
    // BullMQ looks again after ten seconds where the clock had moved under it.
    const ended = () => expect(withoutButtons(request, /It ended at \d\d:\d\d UTC without its approvals/)).toBe(true)
    await eventually(ended, 25_000)
    await pressLate(slack, CARA, seen, 'approve')
    await until(() => messageWith(slack, /This request ended at/, CARA))
    expect(changed).toEqual([])
  }, 60_000)

  it('holds when a newer check says the same', async () => {
    const { slack, checked, changed } = await start()
    const { request } = await asked()
    await checked()
    await approves(CARA, request)
    await until(() => messageWith(slack, /Fixed, and proven/))
    expect(changed).toHaveLength(1)
  })

  it('cannot be asked for twice at the same time', async () => {
    const { slack } = await start()
    const { head } = await asked()
    const dialog = await ask(slack, BEN, head, 'offer')
    await slack.submit(BEN, dialog.id, { reason: 'me too' })
    expect(dialogWords(slack, BEN)).toMatch(/asked for this already|Ana asked/)
    expect(slack.workspace.messages.filter((one) => /asks for approval/.test(wordsOf(one)))).toHaveLength(1)
  })
})

describe('whoever may break the glass', () => {
  it('goes without approvals, with a reason, and loudly', async () => {
    const { slack, checked, changed, audit } = await start()
    const dialog = await ask(slack, DAN, await checked(), 'offer')
    await slack.clickInView(DAN, dialog.id, 'break-glass')
    await until(() => (/You break the glass/.test(dialogWords(slack, DAN)) ? true : undefined))
    await slack.submit(DAN, dialog.id, { reason: 'all are locked out' })
    await until(() => messageWith(slack, /Dan BROKE THE GLASS.*Reason: all are locked out/))
    await until(() => (changed.length === 1 ? true : undefined))
    expect(await audit()).toContainEqual(expect.objectContaining({ event: 'broke-glass', by: DAN }))
  })

  it('is nobody else', async () => {
    const { slack, checked, changed } = await start()
    const dialog = await ask(slack, ANA, await checked(), 'offer')
    await expect(slack.clickInView(ANA, dialog.id, 'break-glass')).rejects.toThrow('no button')
    expect(changed).toEqual([])
  })
})

describe('a dry run', () => {
  it('is one click, answers in the thread and changes nothing', async () => {
    const { slack, checked, changed } = await start()
    const dialog = await ask(slack, ANA, await checked(), 'offer')
    await slack.clickInView(ANA, dialog.id, 'dry-run')
    await until(() => (/The dry run is under way/.test(dialogWords(slack, ANA)) ? true : undefined))
    await until(() => messageWith(slack, /web-01: Dry run/))
    expect(changed).toEqual([])
  })
})
