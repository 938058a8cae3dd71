import type { Policy } from '../config/policy.ts'
import type { Host } from '../config/schema.ts'
import type { Diagnosed, RemedyOffer } from '../domain/diagnosis.ts'
import type { ActionReport, Asked, Head, Reply } from '../domain/message.ts'
import { demandsOn } from '../policy/demands.ts'
import { may } from '../policy/may.ts'
import type { Desk, Offer } from '../queue/desk.ts'
import { digestOfFacts } from '../store/offers.ts'
import { understand } from './about.ts'
import { type Buttons, NO_BUTTONS, type OfferButton } from './blocks/buttons.ts'
import { labelOf } from './blocks/labels.ts'
import { commandOf } from './blocks/subject.ts'
import type { People } from './people.ts'
import { demandWords, whoMay } from './who-may.ts'

/** An offer to check again, told from a remedy by this name. */
const RECHECK = 'check'
/** An offer to cancel the check that a message is about. */
const CANCEL = 'cancel'
/** An offer to show all that the run saw. */
const EVIDENCE = 'evidence'

export interface Offering {
  desk: Pick<Desk, 'mayObey' | 'remember'>
  policy: Policy
  hosts: readonly Host[]
  people: Pick<People, 'names' | 'channel'>
  vantageOf: (host: string) => string
  /** From where else it can be checked now. */
  otherVantages: (asked: { host: string; vantage: string }) => Promise<string[]>
  /** Whether the app may put files into a channel. */
  mayUpload: boolean
  /** Where the buttons will stand. */
  channel: string
}

/** The buttons below a head; what each means is remembered on our side. */
export async function buttonsOfHead(runId: string, head: Head, offering: Offering): Promise<Buttons> {
  if (head.state === 'log' || head.state === 'alert') return NO_BUTTONS
  if (head.state === 'queued' || head.state === 'running')
    return { ...NO_BUTTONS, cancel: await offering.desk.remember(cancelOffer(runId, head.asked)) }
  const again = await againButtons(runId, head.asked, offering)
  if (head.state !== 'done') return again
  const [remedies, evidence] = await Promise.all([
    remedyButtons(runId, head.diagnosed, offering),
    evidenceButton(runId, head.asked, offering),
  ])
  return { ...again, ...remedies, ...(evidence !== undefined && { evidence }) }
}

/** What asks the same again, from there and from elsewhere. */
export async function againButtons(runId: string, asked: Asked, offering: Offering): Promise<Buttons> {
  const recheck = await offering.desk.remember(recheckOffer(runId, asked))
  return { ...NO_BUTTONS, recheck, elsewhere: await elsewhereOf(runId, asked, offering) }
}

async function elsewhereOf(runId: string, asked: Asked, { desk, otherVantages }: Offering) {
  const others = await otherVantages(asked)
  const remember = async (vantage: string) => {
    const offerId = await desk.remember(recheckOffer(runId, { ...asked, vantage }))
    return { vantage, offerId }
  }
  return Promise.all(others.map(remember))
}

/** None where another organisation may read along, or where Slack does not tell whether it may. */
async function evidenceButton(runId: string, { host, vantage }: Asked, { desk, people, channel, mayUpload }: Offering) {
  if (!mayUpload) return undefined
  const { externallyShared } = await people.channel(channel)
  if (externallyShared !== false) return undefined
  return desk.remember({ runId, host, vantage, remedy: EVIDENCE, args: {}, direction: 'do', command: '', evidence: '' })
}

export async function buttonsOfReply(runId: string, reply: Reply, offering: Offering): Promise<Buttons> {
  if (reply.kind !== 'action') return NO_BUTTONS
  const { action } = reply
  const vantage = offering.vantageOf(action.host)
  const offers = [undoOffer(runId, action, vantage), nextOffer(runId, action, vantage)]
  return buttonsOf(
    offers.flatMap((offer) => offer ?? []),
    offering,
  )
}

async function remedyButtons(runId: string, diagnosed: Diagnosed, offering: Offering): Promise<Buttons> {
  const { evidence, diagnosis, evidenceDigest } = diagnosed
  const { host, vantage } = evidence
  const digest = evidenceDigest ?? digestOfFacts(evidence)
  const offerOf = ({ id, args, command }: RemedyOffer): Offer => ({
    ...{ runId, host: host.name, vantage, remedy: id, args, direction: 'do', command, evidence: digest },
  })
  const { refusedBySudo = [] } = diagnosed
  const offers = (diagnosis.findings[0]?.remedies ?? []).map(offerOf)
  const buttons = await buttonsOf(
    offers.filter(({ remedy }) => !refusedBySudo.includes(remedy)),
    offering,
  )
  const refused = offers.filter(({ remedy }) => refusedBySudo.includes(remedy)).map(refusedWords)
  return { ...buttons, notes: [...(buttons.notes ?? []), ...refused] }
}

const refusedWords = (offer: Offer): string =>
  `No button for “${labelOf(offer)}”: sudo on ${offer.host} does not let my login run it. An operator can allow it: ssh-medic sudoers --remedies ${offer.remedy} prints what to add there.`

/** A button for each offer that somebody may take from here, with who that is; for the others the reason why there is none. */
async function buttonsOf(all: readonly Offer[], offering: Offering): Promise<Buttons> {
  const shown = await Promise.all(all.map((offer) => buttonOf(offer, offering)))
  return {
    offers: shown.flatMap(({ button }) => (button ? [button] : [])),
    notes: shown.flatMap(({ note }) => (note === undefined ? [] : [note])),
  }
}

async function buttonOf(offer: Offer, offering: Offering): Promise<{ button?: OfferButton; note?: string }> {
  const { policy, people, channel, desk } = offering
  const about = understand(offer, offering.hosts)
  const label = labelOf(offer)
  if (!about) return { note: `No button for “${label}”: the bot does not know this host or remedy.` }
  const { subject } = about
  const { externallyShared } = await people.channel(channel)
  // Whoever presses is asked about then; what nobody may do from here is known now.
  const nobody = may('fix', { ...NOBODY, surroundings: { teamId: '', channel, externallyShared } }, subject, policy)
  const who = await whoMay('fix', subject, { policy, channel, people })
  if (who === undefined || externallyShared)
    return { note: `No button for “${label}”: ${nobody.allowed ? 'nobody may press it' : nobody.because}.` }
  if (!(await desk.mayObey(offer.vantage)))
    return { note: `No button for “${label}”: no worker of ${offer.vantage} obeys this bot. ${OBEY}` }
  const approvers = await whoMay('approve', subject, { policy, channel, people })
  const needs = demandWords(demandsOn(subject, policy), approvers)
  const note = `“${label}” can be pressed by ${who}.${needs ? ` It needs ${needs}.` : ''}`
  return { button: { label, offerId: await desk.remember(offer), risk: subject.risk }, note }
}

const OBEY = 'An operator can run ssh-medic doctor there: it says which key is missing.'

/** Somebody of our workspace whom no grant names. */
const NOBODY = { member: { id: 'nobody', teamId: '' }, groups: { in: new Set<string>(), unknown: new Map() } }

function undoOffer(runId: string, report: ActionReport, vantage: string): Offer | undefined {
  const { host, remedy, args, undo } = report
  if (!undo) return undefined
  const evidence = digestOfFacts(report)
  return { runId, host, vantage, remedy, args, direction: 'undo', command: undo.command, evidence }
}

function nextOffer(runId: string, report: ActionReport, vantage: string): Offer | undefined {
  const { host, next } = report
  if (!next) return undefined
  const { id: remedy, args, command } = next
  const evidence = digestOfFacts(report)
  return { runId, host, vantage, remedy, args, direction: 'do', command, evidence, standsOn: 'action' }
}

function recheckOffer(runId: string, asked: Asked): Offer {
  const { host, client, user, port, vantage } = asked
  const args = { ...(client && { client }), ...(user && { user }), ...(port && { port: String(port) }) }
  return { runId, host, vantage, remedy: RECHECK, args, direction: 'do', command: commandOf(asked), evidence: '' }
}

function cancelOffer(runId: string, { host, vantage, requestedBy }: Asked): Offer {
  const args = { askedBy: requestedBy.id }
  return { runId, host, vantage, remedy: CANCEL, args, direction: 'do', command: '', evidence: '' }
}

/** Whose check a "cancel" ends; undefined when the offer is another one. */
export const cancelOf = ({ remedy, runId, host, vantage, args: { askedBy } }: Offer) =>
  remedy === CANCEL ? { runId, host, vantage, askedBy } : undefined

/** Of which run all evidence is to be shown; undefined when the offer is another one. */
export const evidenceOf = ({ remedy, runId, host }: Offer) => (remedy === EVIDENCE ? { runId, host } : undefined)

/** What a "check again" asks for; undefined when the offer is another one. */
export function recheckOf({ remedy, host, args }: Offer) {
  if (remedy !== RECHECK) return undefined
  const { client, user, port } = args
  return { host, ...(client && { client }), ...(user && { user }), ...(port && { port: Number(port) }) }
}
