import type { ActionsBlock, Button, KnownBlock } from '@slack/types'
import type { Risk } from '../../domain/diagnosis.ts'
import { LIMITS } from './limits.ts'
import { bare, small } from './rich.ts'

/** A button that opens the preview of a remedy or of its undo. */
export interface OfferButton {
  label: string
  offerId: string
  risk?: Risk
}

/** The buttons of a message: the values are opaque ids. */
export interface Buttons {
  offers: readonly OfferButton[]
  /** Who may press which, or why there is none: a message is seen by many. */
  notes?: readonly string[]
  recheck?: string
  /** The same check from other vantages. */
  elsewhere?: readonly { vantage: string; offerId: string }[]
  /** Puts all evidence into the thread. */
  evidence?: string
  /** Ends the check that the message is about. */
  cancel?: string
}

export const NO_BUTTONS: Buttons = { offers: [] }

const SHOWN_NOTES = 5
const ELSEWHERE = 2
/** Cancel, Check again, Evidence and the same from elsewhere. */
const OTHERS = 3 + ELSEWHERE

const STYLES = { safe: 'primary', dangerous: 'danger', careful: undefined } as const

/** The listeners know a button by the beginning of its id; the number makes it unique within the message. */
export function actionsOf({ offers, recheck, elsewhere = [], evidence, cancel, notes = [] }: Buttons): KnownBlock[] {
  const elements = [
    ...offers.slice(0, LIMITS.buttons - OTHERS).map(offerButton),
    ...(cancel === undefined ? [] : [button('cancel:0', 'Cancel', cancel)]),
    ...(recheck === undefined ? [] : [button('recheck:0', 'Check again', recheck)]),
    ...elsewhere
      .slice(0, ELSEWHERE)
      .map(({ vantage, offerId }, index) => button(`recheck:${index + 1}`, `Check from ${vantage}`, offerId)),
    ...(evidence === undefined ? [] : [button('evidence:0', 'Evidence', evidence)]),
  ]
  const actions: KnownBlock[] = elements.length === 0 ? [] : [{ type: 'actions', elements }]
  return [...actions, ...notes.slice(0, SHOWN_NOTES).map(small)]
}

/** The two answers to somebody who asks for approvals. */
export const answersOf = (requestId: string): ActionsBlock => ({
  type: 'actions',
  elements: [
    { ...button('approve:0', 'Approve …', requestId), style: 'primary' },
    { ...button('deny:0', 'Deny', requestId), style: 'danger' },
  ],
})

function offerButton({ label, offerId, risk }: OfferButton, index: number): Button {
  const style = risk && STYLES[risk]
  return { ...button(`offer:${index}`, label, offerId), ...(style && { style }) }
}

export const button = (actionId: string, label: string, value: string): Button => ({
  type: 'button',
  action_id: actionId,
  text: { type: 'plain_text', text: bare(label, LIMITS.button), emoji: false },
  value,
})
