import { randomUUID } from 'node:crypto'
import { z } from 'zod'

/** Block Kit as far as the demo's page can draw it, with Slack's limits; whatever else comes is refused. */
const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() })
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() })
const text = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)])

const id = z.string().min(1).max(255)
const blockId = { block_id: id.optional() }

export const optionSchema = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
})
export type Option = z.infer<typeof optionSchema>

const button = z.strictObject({
  type: z.literal('button'),
  action_id: id.optional(),
  text: plainText(75),
  value: z.string().max(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
})

const style = z
  .strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() })
  .partial()
  .optional()
const inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().min(1), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string().min(1), style }),
  z.strictObject({ type: z.literal('link'), url: z.url().max(3_000), text: z.string().min(1).optional(), style }),
])
const lineOfText = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(inline).min(1) })
const preformatted = z.strictObject({
  type: z.literal('rich_text_preformatted'),
  elements: z.array(inline).min(1),
  border: z.int().optional(),
})
const list = z.strictObject({
  type: z.literal('rich_text_list'),
  style: z.enum(['bullet', 'ordered']),
  elements: z.array(lineOfText).min(1),
  indent: z.int().optional(),
})
const quote = z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(inline).min(1) })
const richText = z.strictObject({
  type: z.literal('rich_text'),
  elements: z.array(z.discriminatedUnion('type', [lineOfText, preformatted, list, quote])).min(1),
  ...blockId,
})

const section = z
  .strictObject({
    type: z.literal('section'),
    text: text(3_000).optional(),
    fields: z.array(text(2_000)).min(1).max(10).optional(),
    ...blockId,
  })
  .refine((one) => one.text !== undefined || one.fields !== undefined)

const task = z.strictObject({
  type: z.literal('task_card'),
  task_id: id,
  title: z.string().min(1),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: richText.optional(),
})

const everywhere = [
  section,
  richText,
  z.strictObject({ type: z.literal('header'), text: plainText(150), ...blockId }),
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z.strictObject({ type: z.literal('context'), elements: z.array(text(2_000)).min(1).max(10), ...blockId }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(button).min(1).max(25), ...blockId }),
] as const
const messageBlock = z.union([
  ...everywhere,
  z.strictObject({ type: z.literal('plan'), title: z.string().min(1), tasks: z.array(task).optional(), ...blockId }),
])

const input = z.strictObject({
  type: z.literal('input'),
  block_id: id.optional(),
  label: plainText(2_000),
  hint: plainText(2_000).optional(),
  optional: z.boolean().optional(),
  element: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('plain_text_input'),
      action_id: id.optional(),
      multiline: z.boolean().optional(),
      max_length: z.int().min(1).max(3_000).optional(),
      initial_value: z.string().optional(),
      placeholder: plainText(150).optional(),
      focus_on_load: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal('external_select'),
      action_id: id.optional(),
      min_query_length: z.int().min(0).optional(),
      initial_option: optionSchema.optional(),
      placeholder: plainText(150).optional(),
      focus_on_load: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal('users_select'),
      action_id: id.optional(),
      initial_user: z
        .string()
        .regex(/^[UW][A-Z0-9]+$/)
        .optional(),
      placeholder: plainText(150).optional(),
      focus_on_load: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal('datetimepicker'),
      action_id: id.optional(),
      // Seconds since the epoch, in 10 digits.
      initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
      focus_on_load: z.boolean().optional(),
    }),
  ]),
})

const modalSchema = z.strictObject({
  type: z.literal('modal'),
  callback_id: id.optional(),
  private_metadata: z.string().max(3_000).optional(),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  blocks: z.array(z.union([...everywhere, input])).max(100),
  notify_on_close: z.boolean().optional(),
})

export type InputBlock = z.infer<typeof input>
type GivenBlock = z.infer<typeof messageBlock> | z.infer<typeof input>
/** As a message holds it: a block that came without an id gets one. */
export type Block = z.infer<typeof messageBlock> & { block_id: string }
export type Modal = z.infer<typeof modalSchema>

/** From about 13,200 characters on Slack refuses a message as a whole. */
const MAX_MESSAGE = 13_200

export type BlocksVerdict = { blocks: Block[] } | { error: 'invalid_blocks' | 'msg_blocks_too_long'; details: string }

/** Whether Slack would take these blocks in a message, by Slack's own error names. */
export function judgeBlocks(given: unknown): BlocksVerdict {
  const parsed = z.array(messageBlock).max(50).safeParse(given)
  if (!parsed.success) return { error: 'invalid_blocks', details: z.prettifyError(parsed.error) }
  if (JSON.stringify(parsed.data).length > MAX_MESSAGE)
    return { error: 'msg_blocks_too_long', details: `over ${MAX_MESSAGE} characters` }
  const twice = repeatedId(parsed.data)
  if (twice !== undefined) return { error: 'invalid_blocks', details: `${twice} stands twice` }
  return { blocks: parsed.data.map((block) => ({ ...block, block_id: block.block_id ?? randomUUID().slice(0, 5) })) }
}

/** Whether Slack would show this modal. */
export function judgeModal(given: unknown): { modal: Modal } | { refused: string } {
  const parsed = modalSchema.safeParse(given)
  if (!parsed.success) return { refused: z.prettifyError(parsed.error) }
  const twice = repeatedId(parsed.data.blocks)
  const inputs = parsed.data.blocks.flatMap((block) => (block.type === 'input' ? [block.element] : []))
  if (inputs.length > 0 && !parsed.data.submit) return { refused: 'a modal with inputs needs a submit' }
  if (inputs.filter((one) => one.focus_on_load).length > 1) return { refused: 'only one element can have the focus' }
  return twice === undefined ? { modal: parsed.data } : { refused: `${twice} stands twice` }
}

/** Blocks have ids of their own within a message, and buttons within a block. */
const repeatedId = (blocks: GivenBlock[]): string | undefined =>
  repeated(blocks.flatMap(({ block_id: one }) => (one === undefined ? [] : [`block_id ${one}`]))) ??
  blocks.map(repeatedWithin).find(Boolean)

/** Buttons within a block, and the steps of a plan. */
function repeatedWithin(block: GivenBlock): string | undefined {
  if (block.type === 'actions') return repeated(block.elements.flatMap(actionId))
  return block.type === 'plan' ? repeated((block.tasks ?? []).map(({ task_id: one }) => `task_id ${one}`)) : undefined
}

const actionId = ({ action_id: one }: { action_id?: string | undefined }) =>
  one === undefined ? [] : [`action_id ${one}`]

const repeated = (ids: string[]) => ids.find((one, index) => ids.indexOf(one) !== index)
