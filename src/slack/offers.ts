import type { Diagnosed, RemedyOffer } from '../domain/diagnosis.ts'
import type { ActionReport, Asked, Head, Reply } from '../domain/message.ts'
import type { Desk, Offer } from '../queue/desk.ts'
import { type Buttons, NO_BUTTONS, type OfferButton } from './blocks/buttons.ts'
import { labelOf } from './blocks/labels.ts'
import { commandOf } from './blocks/subject.ts'

/** An offer to check again, told from a remedy by this name. */
const RECHECK = 'check'

export interface Offering {
  desk: Pick<Desk, 'remember'>
  /** Whether the policy lets anybody fix from Slack: a button that can never work is not shown. */
  fixable: boolean
  vantageOf: (host: string) => string
}

/** The buttons below a head; what each means is remembered on our side. */
export async function buttonsOfHead(runId: string, head: Head, offering: Offering): Promise<Buttons> {
  if (head.state !== 'done' && head.state !== 'failed') return NO_BUTTONS
  const recheck = await offering.desk.remember(recheckOffer(runId, head.asked))
  const offers = head.state === 'done' ? await remedyButtons(runId, head.diagnosed, offering) : []
  return { offers, recheck }
}

export async function buttonsOfReply(runId: string, reply: Reply, offering: Offering): Promise<Buttons> {
  if (reply.kind !== 'action' || !offering.fixable) return NO_BUTTONS
  const offer = undoOffer(runId, reply.action, offering.vantageOf(reply.action.host))
  if (!offer) return NO_BUTTONS
  return { offers: [{ label: labelOf(offer), offerId: await offering.desk.remember(offer) }] }
}

function remedyButtons(runId: string, { evidence, diagnosis }: Diagnosed, offering: Offering): Promise<OfferButton[]> {
  const remedies = offering.fixable ? (diagnosis.findings[0]?.remedies ?? []) : []
  return Promise.all(remedies.map((remedy) => remedyButton(remedy)))

  async function remedyButton({ id, args, command, risk }: RemedyOffer): Promise<OfferButton> {
    const { host, vantage } = evidence
    const offer: Offer = { runId, host: host.name, vantage, remedy: id, args, direction: 'do', command }
    return { label: labelOf(offer), offerId: await offering.desk.remember(offer), risk }
  }
}

function undoOffer(runId: string, report: ActionReport, vantage: string): Offer | undefined {
  const { host, remedy, args, undo } = report
  return undo && { runId, host, vantage, remedy, args, direction: 'undo', command: undo.command }
}

function recheckOffer(runId: string, asked: Asked): Offer {
  const { host, client, user, port, vantage } = asked
  const args = { ...(client && { client }), ...(user && { user }), ...(port && { port: String(port) }) }
  return { runId, host, vantage, remedy: RECHECK, args, direction: 'do', command: commandOf(asked) }
}

/** What a "check again" asks for; undefined when the offer is another one. */
export function recheckOf({ remedy, host, args }: Offer) {
  if (remedy !== RECHECK) return undefined
  const { client, user, port } = args
  return { host, ...(client && { client }), ...(user && { user }), ...(port && { port: Number(port) }) }
}
