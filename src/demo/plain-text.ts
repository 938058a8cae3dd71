import type { Block } from './slack/blocks.ts'
import type { Message } from './slack/workspace.ts'

/** All words of a message as a reader sees them: for whoever plays the story without a browser. */
export const wordsOf = ({ text, blocks, attachments = [] }: Pick<Message, 'text' | 'blocks' | 'attachments'>): string =>
  [text, ...textsIn(blocks), ...textsIn(attachments)].join('\n')

/** The first button of a message whose action begins so. */
export function buttonOf({ blocks }: Message, prefix: string): { actionId: string; label: string } | undefined {
  const buttons = blocks.flatMap((block: Block) => (block.type === 'actions' ? block.elements : []))
  const found = buttons.find(({ action_id: id }) => id?.startsWith(prefix))
  return found ? { actionId: found.action_id ?? '', label: found.text.text } : undefined
}

export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && (key === 'text' || key === 'title') ? [inner] : textsIn(inner),
  )
}
