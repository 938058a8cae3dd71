import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnosed, Finding } from '../../../src/domain/diagnosis.ts'
import type { ActionReport, Asked, Head, Step } from '../../../src/domain/message.ts'
import { renderHead } from '../../../src/slack/blocks/head.ts'
import { type DrawnReply, renderReply } from '../../../src/slack/blocks/reply.ts'
import { bannedRun, unbanned } from '../fixtures.ts'
import { buttonsIn, complaintsOf } from '../rules.ts'

const hostile = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<@U1> & <#C1>',
    '',
    ' ',
    '\u202e\u0000',
    '```',
    '"\\'.repeat(4_000),
    '<!here>\n'.repeat(3_000),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', minLength: 0, maxLength: 400 }).map((text) => text.repeat(20)),
)
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T

const asked = fc
  .record({
    host: hostile,
    client: maybe(hostile),
    user: maybe(hostile),
    port: maybe(fc.nat()),
    vantage: hostile,
    id: hostile,
    name: maybe(hostile),
  })
  .map(({ id, name, ...rest }) => compact({ ...rest, requestedBy: compact({ id, name }) }) as Asked)
const step = fc
  .record({
    name: hostile,
    state: fc.constantFrom('running', 'done', 'failed'),
    detail: maybe(hostile),
    ms: maybe(fc.nat()),
  })
  .map((one) => compact(one) as Step)
const proof = fc
  .record({ observation: fc.constantFrom('fail2ban', 'connect'), quote: hostile, command: maybe(hostile) })
  .map(compact)
const remedy = fc.record({
  id: hostile,
  title: hostile,
  risk: fc.constantFrom('safe', 'careful'),
  command: hostile,
  args: fc.dictionary(hostile, hostile, { maxKeys: 3 }),
})
const finding = fc
  .record({
    cause: hostile,
    title: hostile,
    summary: hostile,
    confidence: fc.constantFrom('proven', 'likely', 'possible'),
    affects: maybe(fc.constantFrom('client', 'everybody', 'vantage', 'unlisted')),
    advice: maybe(hostile),
    since: maybe(hostile),
    evidence: fc.array(proof, { maxLength: 8 }),
    remedies: fc.array(remedy, { maxLength: 3 }),
  })
  .map((one) => compact(one) as Finding)
const diagnosed = fc
  .record({
    verdict: fc.constantFrom('healthy', 'faulty', 'undetermined'),
    findings: fc.array(finding, { maxLength: 6 }),
    ruledOut: fc.array(hostile, { maxLength: 60 }),
    untested: fc.array(fc.record({ cause: hostile, because: hostile, decide: hostile }), { maxLength: 30 }),
  })
  .map((diagnosis) => ({ ...bannedRun, diagnosis }) as Diagnosed)
const head: fc.Arbitrary<Head> = fc.oneof(
  fc.record({ state: fc.constant('queued' as const), asked, waiting: hostile }),
  fc.record({ state: fc.constant('running' as const), asked, steps: fc.array(step, { maxLength: 40 }) }),
  fc.record({ state: fc.constant('done' as const), asked, diagnosed }),
  fc.record({ state: fc.constant('failed' as const), asked, problem: hostile, todo: hostile }),
  fc.record({
    state: fc.constant('cancelled' as const),
    asked,
    by: fc.record({ id: hostile, name: hostile }),
    at: hostile,
  }),
)
const action = fc
  .record({ host: hostile, remedy: hostile, command: hostile, detail: hostile })
  .map((one): ActionReport => ({ ...unbanned, ...one }))
const reply: fc.Arbitrary<DrawnReply> = fc.oneof(
  fc.record({ kind: fc.constant('details' as const), diagnosed }),
  fc.record({ kind: fc.constant('details' as const), diagnosed, path: hostile }),
  fc.record({ kind: fc.constant('action' as const), action }),
  fc.record({ kind: fc.constant('note' as const), text: hostile }),
)
const buttons = fc.record({
  offers: fc.array(fc.record({ label: hostile, offerId: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/) }), {
    maxLength: 40,
  }),
  recheck: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  cancel: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  evidence: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  elsewhere: fc.array(fc.record({ vantage: hostile, offerId: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/) }), {
    maxLength: 4,
  }),
})

/** Properties are at the mercy of whatever else the machine does. */
describe('whatever a host, a person or a worker wrote', { timeout: 180_000 }, () => {
  it('becomes a head that Slack accepts, parses nothing in, and that keeps its buttons', () => {
    fc.assert(
      fc.property(head, buttons, (one, some) => {
        const message = renderHead(one, some)
        expect(complaintsOf(message)).toEqual([])
        if (one.state === 'done' || one.state === 'failed')
          expect(buttonsIn(message).map(({ label }) => label)).toContain('Check again')
      }),
      { numRuns: 100 },
    )
  })

  it('becomes a reply that Slack accepts and parses nothing in', () => {
    fc.assert(
      fc.property(reply, buttons, (one, some) => {
        expect(complaintsOf(renderReply(one, some))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
