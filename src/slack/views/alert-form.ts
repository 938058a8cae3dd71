import type { ModalView } from '@slack/types'
import { z } from 'zod'
import { bare } from '../blocks/rich.ts'

/** The modal by which an alert is handed to somebody else, or silenced until a moment of one's choice. */
export const ALERT_FORM = 'alert-form'

const VALUE = 'value'
const MAX_LABEL = 150
const LONGEST_MS = 7 * 86_400_000

const formMetadata = z.strictObject({ alertId: z.string(), channel: z.string() })
export type AlertFormMetadata = z.infer<typeof formMetadata>
export const parseAlertFormMetadata = (text: string): AlertFormMetadata => formMetadata.parse(JSON.parse(text))

/** `title`: what the alert says. */
export const alertForm = (title: string, metadata: AlertFormMetadata): ModalView => ({
  type: 'modal',
  callback_id: ALERT_FORM,
  private_metadata: JSON.stringify(metadata),
  title: plain('This alert'),
  submit: plain('Do it'),
  close: plain('Leave it'),
  blocks: [
    { type: 'section', text: plain(bare(title, MAX_LABEL)) },
    {
      type: 'input',
      block_id: 'to',
      optional: true,
      label: plain('Ask somebody to take it'),
      hint: plain('They are mentioned in the thread. Who is on call is reminded until they press “Take it”.'),
      element: { type: 'users_select', action_id: VALUE, placeholder: plain('Who is on call, or may fix the host') },
    },
    {
      type: 'input',
      block_id: 'until',
      optional: true,
      label: plain('Snooze until'),
      hint: plain('Nobody is reminded before; a week at most. Hosts that fail meanwhile still raise alerts.'),
      element: { type: 'datetimepicker', action_id: VALUE },
    },
  ],
})

const plain = (text: string) => ({ type: 'plain_text', text }) as const

/** As Slack sends it: `selected_date_time` in seconds since 1970. */
type State = Record<
  string,
  Record<string, { selected_user?: string | null; selected_date_time?: number | null | undefined }>
>

export interface AlertWishes {
  to?: string
  /** ISO 8601. */
  until?: string
}

/** What was filled in; complaints stand at their fields. */
export function readAlertForm(
  state: State | undefined,
  now: Date,
): { wishes: AlertWishes } | { errors: Record<string, string> } {
  const to = state?.to?.[VALUE]?.selected_user ?? undefined
  const seconds = state?.until?.[VALUE]?.selected_date_time ?? undefined
  if (to === undefined && seconds === undefined) return { errors: { to: 'Pick somebody, or a time below.' } }
  const aheadMs = seconds === undefined ? undefined : seconds * 1_000 - now.getTime()
  if (aheadMs !== undefined && !(aheadMs > 0)) return { errors: { until: 'That is past: pick a time to come.' } }
  if (aheadMs !== undefined && aheadMs > LONGEST_MS) return { errors: { until: 'Pick a time within a week.' } }
  return {
    wishes: {
      ...(to !== undefined && { to }),
      ...(seconds !== undefined && { until: new Date(seconds * 1_000).toISOString() }),
    },
  }
}
