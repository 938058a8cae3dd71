import { readdirSync } from 'node:fs'
import type { ModalView } from '@slack/types'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { policySchema } from '../../src/config/policy.ts'
import type { Host } from '../../src/config/schema.ts'
import { judgeModal } from '../../src/demo/slack/blocks.ts'
import { contentOf } from '../../src/demo/slack/methods.ts'
import type { Diagnosed } from '../../src/domain/diagnosis.ts'
import type { ActionReport, Asked, Head, Outcome, Reply, ShownAlert, Step } from '../../src/domain/message.ts'
import type { Offer } from '../../src/queue/desk.ts'
import { QueueAway } from '../../src/queue/desk.ts'
import { offerOf, remedies } from '../../src/remedies/index.ts'
import { packetPathOf } from '../../src/report/packet-path.ts'
import { understand } from '../../src/slack/about.ts'
import { buttonsOfAlert } from '../../src/slack/alert-buttons.ts'
import { apologyFor } from '../../src/slack/answer.ts'
import { renderHead } from '../../src/slack/blocks/head.ts'
import type { Message } from '../../src/slack/blocks/message.ts'
import { type DrawnReply, renderReply } from '../../src/slack/blocks/reply.ts'
import { renderRequest, type ShownRequest } from '../../src/slack/blocks/request.ts'
import { buttonsOfHead, buttonsOfReply, type Offering } from '../../src/slack/offers.ts'
import { alertForm } from '../../src/slack/views/alert-form.ts'
import { previewOf, sayingView } from '../../src/slack/views/preview.ts'
import { evidenceIn, recordingsOf } from '../causes/library.ts'
import { alertsWith, alertsWithout, HOSTILE } from './every-alert.ts'
import { complaintsOf, seen } from './rules.ts'

const CAUSES = new URL('../causes/', import.meta.url)
const RECORDINGS = readdirSync(CAUSES, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  .flatMap(recordingsOf)

const HOST: Host = { name: 'web-01', address: '10.77.0.50', port: 22, user: 'medic', tags: ['prod'] }
const names = Array.from({ length: 9 }, (_, index) => `Somebody With A Long Name ${index}`)
const offering = (policy: unknown): Offering => ({
  desk: { remember: async () => 'o'.repeat(43), mayObey: async () => true },
  policy: policySchema.parse(policy),
  hosts: [HOST],
  people: {
    names: async ({ users }) => names.slice(0, users.length),
    channel: async () => ({ externallyShared: false, joined: true }),
  },
  vantageOf: () => 'bastion-a',
  otherVantages: async () => ['bastion-b', 'a-bastion-far-away-with-a-name-as-long-as-the-configuration-allows'],
  mayUpload: true,
  channel: 'C1',
})
const users = names.map((_, index) => `U${index}`)
const DEMANDING = { grants: [{ users, may: ['fix', 'approve'] }], demands: [{ approvals: 2, reason: true }] }
const POLICIES = [offering({}), offering({ fix: { users: ['U1'] } }), offering(DEMANDING)]

/** What Slack would refuse, or show as something that it is not; with where it came from. */
function wrongWith(what: string, message: Message): string[] {
  const content = contentOf(message)
  const refused = 'refused' in content ? [JSON.stringify(content.refused)] : []
  return [...refused, ...complaintsOf(message)].map((problem) => `${what}: ${problem}`)
}

function wrongWithView(what: string, view: ModalView): string[] {
  const judged = judgeModal(view)
  return 'refused' in judged ? [`${what}: ${judged.refused}`] : []
}

const diagnosedAs = (path: string): Diagnosed => {
  const evidence = evidenceIn(path)
  return { evidence, diagnosis: diagnose(evidence) }
}
const askedOf = ({ evidence: { host, client, user, vantage } }: Diagnosed): Asked => ({
  ...{ host: host.name, vantage, requestedBy: { id: 'U1', name: 'Ada' } },
  ...(client && { client: client.address }),
  ...(user !== undefined && { user }),
})
/** One step for each thing that was asked. */
const stepsOf = ({ evidence }: Diagnosed): Step[] =>
  evidence.observations.map(({ observation: name, ms, outcome }, index) => ({
    ...{ name, ms, detail: outcome },
    state: (['running', 'done', 'failed'] as const)[index % 3] ?? 'done',
  }))

function headsOf(diagnosed: Diagnosed): Head[] {
  const asked = askedOf(diagnosed)
  return [
    { state: 'queued', asked },
    { state: 'queued', asked, waiting: 'no worker of bastion-a is running: it starts when one does' },
    { state: 'running', asked, steps: [] },
    { state: 'running', asked, steps: stepsOf(diagnosed) },
    { state: 'done', asked, diagnosed },
    { state: 'failed', asked, problem: 'The worker stopped.', todo: 'Ask again.' },
    { state: 'cancelled', asked, by: { id: 'U2', name: 'Ben' }, at: '2026-11-21T12:10:00.000Z' },
  ]
}

async function wrongWithAll(diagnosed: Diagnosed): Promise<string[]> {
  const path = packetPathOf(diagnosed)
  const details: DrawnReply = { kind: 'details', diagnosed, ...(path !== undefined && { path }) }
  const ofHeads = POLICIES.flatMap((one) =>
    headsOf(diagnosed).map(async (head) => {
      const message = renderHead(head, await buttonsOfHead('run-1', head, one))
      return wrongWith(`head ${head.state}`, message)
    }),
  )
  const ofAlerts = POLICIES.map((one) => wrongWithAlerts(alertsWith(diagnosed), one, diagnosed))
  const ofModals = diagnosed.diagnosis.findings.flatMap(({ remedies: offers }) =>
    offers.flatMap(({ id, args, command }) => modalsOf({ remedy: id, args, command })),
  )
  return [
    ...(await Promise.all([...ofHeads, ...ofAlerts])).flat(),
    ...wrongWith('details', renderReply(details, { offers: [] })),
    ...ofModals,
  ]
}

/** Nothing of an alert may be left out for want of room. */
async function wrongWithAlerts(alerts: readonly ShownAlert[], one: Offering, run?: Diagnosed): Promise<string[]> {
  const drawn = alerts.map(async (alert) => {
    const message = renderHead({ state: 'alert', alert }, await buttonsOfAlert(alert, one, { run: async () => run }))
    const what = `alert ${alert.state} of ${alert.hosts.length}`
    const cut = /Shortened for Slack/.test(seen(message)) ? [`${what}: shortened`] : []
    return [...cut, ...wrongWith(what, message)]
  })
  return (await Promise.all(drawn)).flat()
}

/** Every dialog about an offer, in both directions. */
function modalsOf({ remedy, args, command }: Pick<Offer, 'remedy' | 'args' | 'command'>): string[] {
  return (['do', 'undo'] as const).flatMap((direction) => {
    const offer: Offer = { runId: 'r', host: 'web-01', vantage: 'v', remedy, args, direction, command, evidence: '' }
    const about = understand(offer, [HOST])
    if (!about) return [`${remedy}: not understood`]
    const metadata = { offerId: 'o'.repeat(43), channel: 'C1', threadTs: '1700000000.000001' }
    const demands = { approvals: 2, reason: true, typeHost: true }
    const shared = { about, metadata, vantage: 'v', demands, approvers: names.join(', '), mayBreakGlass: true }
    const times = { at: '2026-11-21T12:10:00.000Z', expiresAt: '2026-11-21T12:40:00.000Z' }
    const asking = { offerId: 'o', by: { id: 'U1', name: 'Ada' }, reason: 'why', channel: 'C1', approvals: 2, ...times }
    return [
      previewOf(shared),
      previewOf({ ...shared, news: 'The dry run is under way.' }),
      previewOf({ ...shared, metadata: { ...metadata, glass: true } }),
      previewOf({ ...shared, metadata: { ...metadata, requestId: 'r' }, request: asking }),
    ].flatMap((view) => wrongWithView(`${remedy} ${direction}`, view))
  })
}

/** Properties of 41 MB of recordings are at the mercy of whatever else the machine does. */
const PATIENT = { timeout: 300_000 }

describe('Slack takes every message', PATIENT, () => {
  it('that a recording can lead to: every state of the head under every kind of policy, the thread, the dialogs', async () => {
    expect(RECORDINGS.length).toBeGreaterThan(400)
    const wrong: string[] = []
    for (const path of RECORDINGS) {
      const found = await wrongWithAll(diagnosedAs(path))
      wrong.push(...found.map((problem) => `${path}: ${problem}`))
    }
    expect(wrong).toEqual([])
  })

  it('of an alert: however its check ended, whoever has it, storms of any size, reports by the hundred, hostile names', async () => {
    expect((await Promise.all(POLICIES.map((one) => wrongWithAlerts(alertsWithout(), one)))).flat()).toEqual([])
  })

  it('of an alert’s form, whatever the alert is called', () =>
    expect(
      ['web-01: SSH fails', HOSTILE.repeat(200), ' '].flatMap((title) =>
        wrongWithView('the form of an alert', alertForm(title, { alertId: 'alert-1', channel: 'C1' })),
      ),
    ).toEqual([]))

  it('of an alert’s thread, with whoever is on call mentioned and nobody else', () => {
    const whom = { users: Array.from({ length: 40 }, (_, index) => `U${index}`), groups: ['S0SRE'] }
    const replies = [HOSTILE, HOSTILE.repeat(200)].flatMap((text) => [
      renderReply({ kind: 'alert', text }, { offers: [] }),
      renderReply({ kind: 'alert', text, mention: whom }, { offers: [] }),
    ])
    expect(replies.flatMap((one) => wrongWith('a line of an alert', one))).toEqual([])
    expect(
      replies.map(({ blocks }) => JSON.stringify(blocks).match(/"(user|usergroup|broadcast|link)"/g)?.length ?? 0),
    ).toEqual([0, 41, 0, 41])
  })

  const OUTCOMES: readonly Outcome[] = ['verified', 'not-fixed', 'inconclusive', 'nothing-to-do', 'refused']

  it.each(remedies.map((remedy) => [remedy.id, remedy] as const))(
    'about %s: every outcome in both directions, with its buttons, and every dialog',
    async (id, { example }) => {
      const offer = offerOf({ id, args: example })
      expect(offer).toBeDefined()
      const command = offer?.command ?? ''
      const reports = OUTCOMES.flatMap((outcome) =>
        (['do', 'undo'] as const).flatMap((direction): ActionReport[] => {
          const report: ActionReport = {
            ...{ schema: 'ssh-medic/action@1', orderId: 'o', remedy: id, args: example, direction, host: 'web-01' },
            ...{ command, outcome, detail: 'x '.repeat(2_000), at: '2026-11-21T12:11:00.000Z' },
            requestedBy: { id: 'U1', name: 'Ada' },
          }
          const more = { undo: { command }, ...(offer && { next: offer }) }
          return [report, { ...report, ...more }, { ...report, dryRun: true }]
        }),
      )
      const anchor = { entry: 12, hash: 'f'.repeat(64) }
      const wrong = POLICIES.flatMap((one) =>
        reports.map(async (action) => {
          const reply: Reply & DrawnReply = { kind: 'action', action, anchor }
          return wrongWith(
            `${action.outcome} ${action.direction}`,
            renderReply(reply, await buttonsOfReply('r', reply, one)),
          )
        }),
      )
      expect([...(await Promise.all(wrong)).flat(), ...modalsOf({ remedy: id, args: example, command })]).toEqual([])
    },
  )

  it('that asks for approvals, that notes something, and that apologises', () => {
    const request: ShownRequest = {
      ...{ known: true, requestId: 'r', what: 'w', command: 'c '.repeat(2_000), asker: 'Ada', reason: 'y'.repeat(500) },
      ...{ approvals: 2, until: '14:02 UTC', approvers: { users, groups: ['S1'] } },
    }
    const requests = [request, { ...request, over: 'Ben ended it at 14:02 UTC.' }, { known: false } as const]
    const notes = ['Ana ordered it.', 'n'.repeat(5_000)].map((text) =>
      renderReply({ kind: 'note', text }, { offers: [] }),
    )
    const audit = renderHead({ state: 'log', title: 'Audit log of 2026-11-21' }, { offers: [] })
    const apologies = [new QueueAway('away'), new Error('ours')].map(apologyFor)
    expect([
      ...requests.flatMap((one) => wrongWith('request', renderRequest(one))),
      ...[...notes, audit].flatMap((one) => wrongWith('note', one)),
      ...apologies.flatMap((text) => wrongWithView('apology', sayingView(text))),
      ...apologies.flatMap((text) => ('refused' in contentOf({ text }) ? [text] : [])),
    ]).toEqual([])
  })
})
