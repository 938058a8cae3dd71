import type { KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { Offer } from '../../queue/desk.ts'
import { argvsOf, commandLines } from '../../remedies/commands.ts'
import { remedyOf } from '../../remedies/index.ts'
import { labelOf } from '../blocks/labels.ts'
import { LIMITS } from '../blocks/limits.ts'
import { bare, bold, line, rich, verbatim } from '../blocks/rich.ts'

/** The modal that carries out an offer when it is submitted. */
export const CARRY_OUT = 'carry-out'

const COMMAND = 2_000

/** Which offer a modal is about, and where its button stands. */
const metadata = z.object({ offerId: z.string(), channel: z.string(), threadTs: z.string().optional() })
export type Metadata = z.infer<typeof metadata>
export const parseMetadata = (text: string): Metadata => metadata.parse(JSON.parse(text))

/** What would be done, as far as this version knows the remedy; undefined when it does not. */
export function previewOf(offer: Offer, about: Metadata): ModalView | undefined {
  const remedy = remedyOf(offer.remedy)
  const args = remedy?.args.safeParse(offer.args)
  if (!remedy || !args?.success) return undefined
  const undo = offer.direction === 'do' ? argvsOf(remedy, args.data, 'undo', undefined) : undefined
  const blocks: KnownBlock[] = [
    ...rich(
      line(bold(`${labelOf(offer)} on ${offer.host}`)),
      line('This runs on the host:'),
      verbatim(offer.command, COMMAND),
    ),
    ...rich(line(bold('What could go wrong: '), offer.direction === 'do' ? remedy.caution : AGAIN)),
    ...(undo ? rich(line(bold('The way back, a button as well:')), verbatim(commandLines(undo), COMMAND)) : []),
    ...(offer.direction === 'do' && !undo ? rich(line(bold('There is no way back by a button.'))) : []),
    ...rich(line(NOTHING_YET)),
  ]
  return {
    type: 'modal',
    callback_id: CARRY_OUT,
    private_metadata: JSON.stringify(about),
    title: title(offer.direction === 'do' ? 'Fix' : 'Undo', offer.host),
    submit: { type: 'plain_text', text: offer.direction === 'do' ? 'Do it' : 'Undo it' },
    close: { type: 'plain_text', text: 'Leave it' },
    blocks,
  }
}

const AGAIN = 'the trouble that was fixed comes back, and whoever was locked out is so again.'
const NOTHING_YET =
  'Nothing has been changed yet. Before the command runs, the host is looked at again: if this no longer applies, nothing is done. Afterwards fresh evidence has to show the effect.'

/** A modal that only says something: the answer to a submission that did not go through. */
export const sayingView = (text: string): ModalView => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'ssh-medic' },
  close: { type: 'plain_text', text: 'Close' },
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
})

const title = (verb: string, host: string) =>
  ({ type: 'plain_text', text: bare(`${verb} ${host}`, LIMITS.modalTitle) }) as const
