import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishHome } from '../../../src/demo/slack/views.ts'
import { createWorkspace, TEAM } from '../../../src/demo/slack/workspace.ts'
import { type Home, type HomeRun, homeView, readCheckValue } from '../../../src/slack/blocks/home.ts'

const workspace = createWorkspace({ people: [{ id: 'U1', name: 'Ana', teamId: TEAM.id }], channels: [], now: Date.now })
const published = (home: Home) => publishHome(workspace, { user_id: 'U1', view: homeView(home) })

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  fc.constantFrom('<!channel>', '*bold* `code`', '\u0000\u202e', '', ' ', 'x'.repeat(5_000)),
)
const url = fc.constantFrom('https://demo.example/archives/C1/p1', undefined)
const run = fc
  .record({ host: hostile, said: hostile, when: hostile, by: hostile, client: hostile, over: hostile })
  .chain((one) => url.map((address): HomeRun => ({ ...one, ...(address && { url: address }) })))
const count = fc.nat({ max: 5_000 })
const depth = fc.record({ waiting: count, active: count })
const vantage = fc.record({
  ...{ vantage: hostile, workers: count, otherVersions: fc.array(hostile, { maxLength: 3 }), hosts: count },
  ...{ checks: depth, changes: depth },
})
const alert = fc.record({ what: hostile, cause: hostile, since: hostile, taken: fc.array(hostile, { maxLength: 3 }) })
const approval = fc.record({ what: hostile, by: hostile, until: hostile })
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 60 })
const home: fc.Arbitrary<Home> = fc.record({
  at: hostile,
  channel: fc.constant('D0U1'),
  hosts: fc.record({
    mayCheck: count,
    mayFix: count,
    suggested: many(fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,252}$/)),
  }),
  state: fc.oneof(
    fc.record({ away: hostile }),
    fc.record({
      ...{
        alerts: many(alert),
        failing: many(run),
        mine: many(run),
        approvals: many(approval),
        vantages: many(vantage),
      },
      paused: fc.option(hostile, { nil: undefined }),
    }),
  ),
})

describe('the Home tab', () => {
  it('is one that Slack takes, however much there is and whatever it says', () => {
    fc.assert(
      fc.property(home, (one) => {
        expect(published(one)).toMatchObject({ ok: true })
      }),
      { numRuns: 60 },
    )
  })

  it('has at most 100 blocks, and says how many lines were left out', () => {
    const runs = Array.from({ length: 400 }, (_, index) => ({
      host: `web-${index}`,
      said: 'sshd is stopped',
      when: 'now',
    }))
    const { blocks } = homeView({
      ...{ at: 'now', channel: 'D0U1' },
      hosts: { mayCheck: 400, mayFix: 0, suggested: runs.map(({ host }) => host) },
      state: { alerts: [], failing: runs, mine: runs, approvals: [], vantages: [], paused: undefined },
    })
    expect(blocks.length).toBeLessThan(100)
    expect(JSON.stringify(blocks)).toContain('… and 385 more.')
  })

  it('has buttons that say which host, and where its answer goes', () => {
    expect(readCheckValue('D0U1 web-01')).toEqual({ channel: 'D0U1', host: 'web-01' })
    expect(readCheckValue('D0U1')).toEqual({ channel: 'D0U1', host: undefined })
  })
})
