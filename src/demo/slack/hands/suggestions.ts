import { z } from 'zod'
import { type Option, optionSchema } from '../blocks.ts'
import type { OpenView } from '../workspace.ts'
import { type Around, deliverInteractive, personal } from './around.ts'
import { openFor, viewOf } from './open-view.ts'

const options = z.array(optionSchema).max(100)
const answer = z.union([
  z.strictObject({ options }),
  z.strictObject({
    option_groups: z
      .array(
        z.strictObject({
          label: z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(75) }),
          options,
        }),
      )
      .max(100),
  }),
])

/** Types into a picker that asks the app for its options. Throws where Slack would show "no results" with a warning. */
export async function suggest(
  around: Around,
  user: string,
  viewId: string,
  blockId: string,
  typed: string,
): Promise<Option[]> {
  const { workspace } = around
  const open = openFor(workspace, user, viewId)
  const picker = pickerIn(open, blockId)
  if (typed.length < (picker.min_query_length ?? 3)) return []
  const payload = {
    ...personal(workspace, user),
    ...{ type: 'block_suggestion', container: { type: 'view', view_id: viewId }, view: viewOf(open, {}) },
    ...{ action_id: picker.action_id ?? '', block_id: blockId, value: typed },
  }
  const acknowledged = await deliverInteractive(around, payload)
  if (!acknowledged) throw new Error('the app did not suggest options in time')
  const judged = answer.safeParse(acknowledged.body)
  if (!judged.success) throw new Error(`the app suggested what Slack refuses: ${z.prettifyError(judged.error)}`)
  const found = 'options' in judged.data ? judged.data.options : judged.data.option_groups.flatMap((one) => one.options)
  const before = open.offered?.[blockId] ?? []
  workspace.offer(viewId, blockId, [...before, ...found])
  return found
}

function pickerIn({ view }: OpenView, blockId: string) {
  const block = view.blocks.find((one) => one.type === 'input' && one.block_id === blockId)
  if (block?.type !== 'input' || block.element.type !== 'external_select')
    throw new Error(`that dialog has no picker ${blockId} that asks for options`)
  return block.element
}
