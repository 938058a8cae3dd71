import type { KnownBlock } from '@slack/types'
import { escapeMrkdwn, fitBlocks, LIMITS } from './limits.ts'
import { bare, line, rich } from './rich.ts'

/** One Slack message: the blocks that people see and the text that notifications read out. */
export interface Message {
  text: string
  blocks: KnownBlock[]
}

const shortened: KnownBlock = {
  type: 'rich_text',
  elements: rich(
    line('Shortened for Slack. All of it: run the same check with ssh-medic check on the bastion.'),
  ).flatMap(({ elements }) => elements),
}

/** A message that Slack accepts, whatever the parts hold. */
export const messageOf = (text: string, blocks: readonly KnownBlock[]): Message => ({
  text: escapeMrkdwn(bare(text, LIMITS.text)),
  blocks: fitBlocks(blocks, shortened),
})
