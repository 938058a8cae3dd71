import type { KnownBlock } from '@slack/types'
import { withoutControls } from '../../domain/redact.ts'

/** What Slack accepts, in UTF-16 code units; a message that exceeds one of these is refused as a whole. */
export const LIMITS = {
  /** Characters of blocks as JSON. With the text of the notification a message stays under 12,000; Slack refuses a bit above. */
  message: 10_000,
  blocks: 50,
  text: 300,
  button: 75,
  buttons: 25,
  modalTitle: 24,
} as const

const ELLIPSIS = '…'

/** The text without control characters, cut to `max` units and marked as cut; never in the middle of a character. */
export function cut(text: string, max: number): string {
  const clean = withoutControls(text)
  if (clean.length <= max) return clean
  return `${withoutControls(clean.slice(0, max - ELLIPSIS.length))}${ELLIPSIS}`
}

/** The text on one line, cut. */
export const oneLine = (text: string, max: number): string => cut(text.replace(/\s+/g, ' ').trim(), max)

/** Text as Slack's mrkdwn shows it: nothing in it can mention, link or ping. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Text as somebody wrote it, from what Slack sends. */
export const unescapeMrkdwn = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const sizeOf = (value: unknown): number => JSON.stringify(value).length

/**
 * The blocks that fit into one message: buttons always, then the others in their order while there is room. What had to be
 * left out is said in `shortened`.
 */
export function fitBlocks(blocks: readonly KnownBlock[], shortened: KnownBlock): KnownBlock[] {
  if (blocks.length <= LIMITS.blocks && sizeOf(blocks) <= LIMITS.message) return [...blocks]
  const buttons = blocks.filter(({ type }) => type === 'actions')
  let room = LIMITS.message - sizeOf(buttons) - sizeOf(shortened) - 2
  let places = LIMITS.blocks - buttons.length - 1
  const kept = new Set<KnownBlock>(buttons)
  for (const block of blocks) {
    if (kept.has(block)) continue
    const size = sizeOf(block) + 1
    if (size > room || places === 0) break
    room -= size
    places -= 1
    kept.add(block)
  }
  return [...blocks.filter((block) => kept.has(block)), shortened]
}
