import type { KnownBlock } from '@slack/types'

interface Sent {
  text: string
  blocks: readonly KnownBlock[]
}

/** What Slack would refuse in a message, or parse in it although nobody meant it to. Written from Slack's documented limits. */
export function complaintsOf({ text, blocks }: Sent): string[] {
  const whole = JSON.stringify({ text, blocks }).length
  return [
    ...(text.trim() === '' ? ['no_text'] : []),
    ...(parsable(text) ? [`the text is parsed: ${text}`] : []),
    ...(whole >= 12_000 ? [`msg_blocks_too_long: ${whole}`] : []),
    ...(blocks.length > 50 ? [`too many blocks: ${blocks.length}`] : []),
    ...strings(blocks).flatMap(({ key, value, owner }) => complaintOf(key, value, owner)),
    ...blocks.flatMap(complaintsOfBlock),
    ...repeated(strings(blocks).flatMap(({ key, value }) => (key === 'action_id' ? [value] : []))),
  ]
}

/** Mentions, links and entities begin with these; an entity is what escaping leaves. */
const parsable = (text: string) => /[<>]|&(?!(amp|lt|gt);)/.test(text)

function complaintsOfBlock(block: KnownBlock): string[] {
  switch (block.type) {
    case 'actions':
      return outside(block.elements.length, 1, 25, 'elements of actions')
    case 'rich_text':
      return outside(block.elements.length, 1, 100, 'elements of rich_text')
    case 'context':
      return outside(block.elements.length, 1, 10, 'elements of a context')
    case 'plan':
      return outside(block.title.length, 1, 256, 'characters of a plan’s title')
    default:
      return [`a block that is not expected: ${block.type}`]
  }
}

const outside = (count: number, least: number, most: number, what: string) =>
  count < least || count > most ? [`${count} ${what}`] : []

interface Leaf {
  key: string
  value: string
  owner: Record<string, unknown>
}

function strings(value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(strings)
  if (typeof value !== 'object' || value === null) return []
  const owner = value as Record<string, unknown>
  return Object.entries(owner).flatMap(([key, one]) =>
    typeof one === 'string' ? [{ key, value: one, owner }] : strings(one),
  )
}

function complaintOf(key: string, value: string, owner: Record<string, unknown>): string[] {
  if (owner.type === 'mrkdwn') return [`mrkdwn: ${value}`]
  if (/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/u.test(value)) return [`control characters in ${key}`]
  if (key === 'text' && value === '') return ['an empty text']
  if (key === 'text' && value.length > 3_000) return ['a text over 3,000 characters']
  if (key === 'value' && value.length > 2_000) return ['a value over 2,000 characters']
  if (key === 'text' && owner.type === 'plain_text' && value.trim() === '') return ['a blank plain text']
  return []
}

const repeated = (ids: string[]) => ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} twice`)

/** Everything that a reader sees, as one text. */
export const seen = ({ blocks }: Sent): string =>
  strings(blocks)
    .filter(({ key }) => key === 'text' || key === 'title')
    .map(({ value }) => value)
    .join('\n')

export const buttonsIn = ({ blocks }: Sent) =>
  blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) =>
      element.type === 'button' ? [{ label: element.text.text, action: element.action_id, value: element.value }] : [],
    )
