import type { InputBlock } from '@slack/types'

/** Ids of what people fill in; Slack keeps what is typed when a modal is drawn again with the same ids. */
export const REASON = 'reason'
export const HOST = 'host'
const VALUE = 'value'

export interface Filled {
  reason: string
  host: string
}

export const reasonInput = (optional: boolean): InputBlock => ({
  type: 'input',
  block_id: REASON,
  optional,
  label: { type: 'plain_text', text: 'Why? It goes into the thread and on record.' },
  element: { type: 'plain_text_input', action_id: VALUE, max_length: 500 },
})

export const hostInput = (host: string): InputBlock => ({
  type: 'input',
  block_id: HOST,
  label: { type: 'plain_text', text: `This is dangerous. Type ${host} to go on.`.slice(0, 150) },
  element: { type: 'plain_text_input', action_id: VALUE, max_length: 255 },
})

/** What was filled in; '' where nothing was. */
export function filledIn(values: Record<string, Record<string, { value?: string | null }>> | undefined): Filled {
  const of = (block: string) => (values?.[block]?.[VALUE]?.value ?? '').trim()
  return { reason: of(REASON), host: of(HOST) }
}
