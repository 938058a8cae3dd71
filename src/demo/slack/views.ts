import { z } from 'zod'
import { type Answer, no } from './answer.ts'
import { type Block, judgeModal } from './blocks.ts'
import type { Tickets } from './tickets.ts'
import { BOT_ID, type OpenView, TEAM, type Workspace } from './workspace.ts'

type Args = Record<string, unknown>

/** What every answer about a view says of it besides what the app sent. */
const about = (id: string, hash: string) => ({
  ...{ id, hash, team_id: TEAM.id, app_id: 'A0MEDIC', bot_id: BOT_ID },
  ...{ root_view_id: id, previous_view_id: null, external_id: '', state: { values: {} } },
})

const shown = ({ id, hash, view }: OpenView): Answer => ({
  ok: true,
  view: { ...about(id, hash), callback_id: '', private_metadata: '', ...view },
})

export function openView(workspace: Workspace, tickets: Tickets, { view, trigger_id: trigger }: Args): Answer {
  const judged = judgeModal(view)
  if ('refused' in judged) return no('invalid_arguments', judged.refused)
  const taken = tickets.takeTrigger(String(trigger))
  if ('refused' in taken) return no(taken.refused)
  return shown(workspace.show(taken.user, judged.modal))
}

export function updateView(workspace: Workspace, { view, view_id: id, hash }: Args): Answer {
  const open = workspace.views.get(String(id))
  if (!open) return no('not_found')
  if (hash !== undefined && hash !== open.hash) return no('hash_conflict')
  const judged = judgeModal(view)
  if ('refused' in judged) return no('invalid_arguments', judged.refused)
  return shown(workspace.replaceView(open, judged.modal))
}

const home = z.strictObject({
  type: z.literal('home'),
  blocks: z.array(z.record(z.string(), z.unknown())),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3_000).optional(),
  external_id: z.string().max(255).optional(),
})

/** Slack has no time picker on a Home tab; one of people it has, but this stand-in does not. */
const IN_MODALS_ONLY = ['users_select', 'datetimepicker']

/** A Home tab takes the blocks of a modal, but for its alerts and some pickers. */
function judgeHome(given: unknown): { blocks: Block[] } | { refused: string } {
  const parsed = home.safeParse(given)
  if (!parsed.success) return { refused: z.prettifyError(parsed.error) }
  const { blocks } = parsed.data
  if (blocks.some(({ type }) => type === 'alert')) return { refused: 'an alert stands in modals only' }
  const text = { type: 'plain_text', text: 'Home' }
  const judged = judgeModal({ type: 'modal', title: text, submit: text, blocks })
  if ('refused' in judged) return judged
  const inputs = judged.modal.blocks.flatMap((block) => (block.type === 'input' ? [block.element.type] : []))
  const odd = inputs.find((type) => IN_MODALS_ONLY.includes(type))
  return odd === undefined ? { blocks: judged.modal.blocks as Block[] } : { refused: `${odd} stands in modals only` }
}

export function publishHome(workspace: Workspace, { user_id: user, view, hash }: Args): Answer {
  if (!workspace.person(String(user))) return no('invalid_arguments', 'invalid `user_id`')
  const judged = judgeHome(view)
  if ('refused' in judged) return no('invalid_arguments', judged.refused)
  const before = workspace.homes.get(String(user))
  if (before && hash !== undefined && hash !== before.hash) return no('hash_conflict')
  const published = workspace.publish(String(user), judged.blocks)
  return { ok: true, view: { ...about(published.id, published.hash), type: 'home', blocks: judged.blocks } }
}
