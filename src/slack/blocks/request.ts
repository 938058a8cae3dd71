import type { KnownBlock, RichTextBlock, RichTextBlockElement, RichTextSection } from '@slack/types'
import { answersOf } from './buttons.ts'
import { type Message, messageOf } from './message.ts'
import { bold, line, rich, small, verbatim } from './rich.ts'

const COMMAND = 1_000
const MENTIONED = 5

/** A request for approvals as its thread shows it. */
export type ShownRequest =
  | {
      known: true
      requestId: string
      /** `Unban 203.0.113.7 on web-01`. */
      what: string
      command: string
      asker: string
      reason: string | undefined
      approvals: number
      until: string
      /** Who may approve: they are pinged, since somebody waits for them. */
      approvers: { users: readonly string[]; groups: readonly string[] }
      /** How it ended: then there is nothing left to press. */
      over?: string | undefined
    }
  | { known: false }

/** Somebody asks for approvals: the literal commands, why, and two buttons. */
export function renderRequest(request: ShownRequest): Message {
  if (!request.known) {
    const text = 'A request for approval was put here that I did not write, or that is over: it counts for nothing.'
    return messageOf(text, rich(line(text)))
  }
  const { what, asker, reason, command, over } = request
  const title = `${asker} asks for approval: ${what}`
  const text = rich(
    line(bold(title)),
    reason === undefined ? undefined : line('Because: ', reason),
    verbatim(command, COMMAND),
  )
  return messageOf(title, [...text, ...(over === undefined ? answers(request) : [small(over)])])
}

function answers({ requestId, approvals, until, approvers }: Extract<ShownRequest, { known: true }>): KnownBlock[] {
  const footer = `${approvals === 1 ? 'One other person has' : `${approvals} other people have`} to approve until ${until}; the asker’s own word does not count. Approve shows it once more.`
  return [...mention(approvers), answersOf(requestId), small(footer)]
}

function mention({ users, groups }: { users: readonly string[]; groups: readonly string[] }): RichTextBlock[] {
  const elements: RichTextSection['elements'] = [
    ...users.slice(0, MENTIONED).map((id) => ({ type: 'user' as const, user_id: id })),
    ...groups.slice(0, MENTIONED).map((id) => ({ type: 'usergroup' as const, usergroup_id: id })),
  ].flatMap((one) => [one, { type: 'text' as const, text: ' ' }])
  const section: RichTextBlockElement = { type: 'rich_text_section', elements }
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements: [section] }]
}
