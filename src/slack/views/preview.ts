import type { ActionsBlock, Button, KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import { timeOfDay } from '../../domain/times.ts'
import type { Demands } from '../../policy/demands.ts'
import type { Request } from '../../queue/guard.ts'
import { argvsOf, asRoot, commandLines } from '../../remedies/commands.ts'
import type { Understood } from '../about.ts'
import { labelOf } from '../blocks/labels.ts'
import { LIMITS } from '../blocks/limits.ts'
import { bare, bold, line, rich, verbatim } from '../blocks/rich.ts'
import { demandWords } from '../who-may.ts'
import { hostInput, reasonInput } from './inputs.ts'

/** The modal that carries out an offer when it is submitted, and the one that approves a request. */
export const CARRY_OUT = 'carry-out'
export const APPROVE = 'approve'
/** Buttons within the modals. */
export const DRY_RUN = 'dry-run'
export const BREAK_GLASS = 'break-glass'

const COMMAND = 2_000

/** Which offer a modal is about, and where its button stands. */
const metadata = z.object({
  offerId: z.string(),
  channel: z.string(),
  threadTs: z.string().optional(),
  /** The request that is to be approved. */
  requestId: z.string().optional(),
  /** Whether approvals are to be left out. */
  glass: z.literal(true).optional(),
})
export type Metadata = z.infer<typeof metadata>
export const parseMetadata = (text: string): Metadata => metadata.parse(JSON.parse(text))

export interface Preview {
  about: Understood
  metadata: Metadata
  vantage: string
  demands: Demands
  /** Who may approve, by name. */
  approvers: string | undefined
  mayBreakGlass: boolean
  /** What is to be approved. */
  request?: Request
  /** What became of the last click within the modal. */
  news?: string
}

/** What would be done, word for word, as whom and where; nothing is done by looking at it. */
export function previewOf(preview: Preview): ModalView {
  const { about, metadata, request, news } = preview
  const { offer } = about
  return {
    type: 'modal',
    callback_id: request ? APPROVE : CARRY_OUT,
    private_metadata: JSON.stringify(metadata),
    title: title(offer.direction === 'do' ? 'Fix' : 'Undo', offer.host),
    submit: { type: 'plain_text', text: submitLabel(preview) },
    close: { type: 'plain_text', text: 'Leave it' },
    blocks: [
      ...(news === undefined ? [] : rich(line(bold(news)))),
      ...(request ? asked(request) : []),
      ...whatRuns(preview),
      ...whatMayHappen(about),
      ...whatIsNeeded(preview),
      buttons(preview),
      ...rich(line(NOTHING_YET)),
      ...inputs(preview),
    ],
  }
}

const asked = ({ by, reason, expiresAt }: Request): KnownBlock[] =>
  rich(
    line(bold(`${by.name ?? by.id} asks for your approval. `), `It can be given until ${timeOfDay(expiresAt)}.`),
    reason === undefined ? undefined : line('Because: ', reason),
  )

function whatRuns({ about, vantage }: Preview): KnownBlock[] {
  const { offer, host, remedy, args } = about
  const argvs = argvsOf(remedy, args, offer.direction, host.user) ?? []
  const account = host.user === undefined ? 'the worker’s own account' : host.user
  const how = host.user === 'root' ? account : `${account}, through sudo`
  return rich(
    line(bold(`${labelOf(offer)} on ${offer.host}`)),
    line(`This runs on ${host.name} (${host.address}) as ${how}, from ${vantage}:`),
    verbatim(commandLines(argvs), COMMAND),
  )
}

function whatMayHappen({ offer, host, remedy, args }: Understood): KnownBlock[] {
  const rescue = remedy.rescue?.(args, offer.direction)
  const undo = offer.direction === 'do' ? argvsOf(remedy, args, 'undo', host.user) : undefined
  return [
    ...rich(line(bold('What could go wrong: '), offer.direction === 'do' ? remedy.caution : AGAIN)),
    ...(rescue ? rich(line(bold(RESCUE)), verbatim(commandLines(asRoot(rescue, host.user)), COMMAND)) : []),
    ...(undo ? rich(line(bold('The way back, a button as well:')), verbatim(commandLines(undo), COMMAND)) : []),
    ...(offer.direction === 'do' && !undo ? rich(line(bold('There is no way back by a button.'))) : []),
  ]
}

function whatIsNeeded({ metadata, demands, approvers, request }: Preview): KnownBlock[] {
  if (request) return []
  if (metadata.glass)
    return rich(
      line(
        bold('You break the glass: '),
        'no approval is waited for. The thread and the audit log say so, with your reason.',
      ),
    )
  const needs = demandWords(demands, approvers)
  return needs === undefined ? [] : rich(line(bold('It needs: '), `${needs}.`))
}

function buttons({ mayBreakGlass, demands, metadata, request }: Preview): ActionsBlock {
  const glass = mayBreakGlass && demands.approvals > 0 && !metadata.glass && !request
  const elements = [button(DRY_RUN, 'Dry run'), ...(glass ? [danger(button(BREAK_GLASS, 'Break the glass …'))] : [])]
  return { type: 'actions', block_id: 'more', elements }
}

const button = (actionId: string, text: string): Button => ({
  type: 'button',
  action_id: actionId,
  text: { type: 'plain_text', text, emoji: false },
})
const danger = (one: Button): Button => ({ ...one, style: 'danger' })

/** A reason may always be given where others read it; it is demanded by the policy, and of who breaks the glass. */
function inputs({ about, demands, metadata, request }: Preview): KnownBlock[] {
  if (request) return demands.typeHost ? [hostInput(about.host.name)] : []
  const reason = demands.reason || metadata.glass === true
  return [
    ...(reason || demands.approvals > 0 ? [reasonInput(!reason)] : []),
    ...(demands.typeHost ? [hostInput(about.host.name)] : []),
  ]
}

function submitLabel({ about, demands, metadata, request }: Preview): string {
  if (request) return 'Approve it'
  if (metadata.glass) return 'Break the glass'
  if (demands.approvals > 0) return 'Ask for approval'
  return about.offer.direction === 'do' ? 'Do it' : 'Undo it'
}

const RESCUE = 'Unless a new login succeeds in time, the host runs this by itself, whatever becomes of us:'
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
