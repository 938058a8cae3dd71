import { type InputBlock, judgeModal, type Option } from '../blocks.ts'
import type { OpenView, Person, Workspace } from '../workspace.ts'
import { type Around, deliverInteractive, personal } from './around.ts'
import { openFor, viewOf } from './open-view.ts'

/** Fills in by block: a text, the value of an option, somebody's id, or seconds since the epoch. Like Slack, asks for what is not optional before the app hears of it. */
function typedIn({ view, offered = {} }: OpenView, filled: Record<string, string>, people: readonly Person[]) {
  const inputs = view.blocks.flatMap((block) => (block.type === 'input' ? [block] : []))
  const states = inputs.map((block) => {
    const id = block.block_id ?? ''
    return { id, block, state: stateOf(block, filled[id], { people, offered: offered[id] ?? [] }) }
  })
  const missing = states.filter(({ block, state }) => !block.optional && isEmpty(state))
  const values = states.map(({ id, block, state }) => [id, { [block.element.action_id ?? '']: state }] as const)
  const errors = missing.map(({ id }) => [id, 'Please complete this required field.'] as const)
  return { values: Object.fromEntries(values), errors: Object.fromEntries(errors) }
}

/** What a picker has to choose from. */
interface Choices {
  offered: readonly Option[]
  people: readonly Person[]
}

/** What is left alone keeps what the app put there; what is emptied is empty. */
function stateOf({ element }: InputBlock, typed: string | undefined, { offered, people }: Choices) {
  if (element.type === 'plain_text_input') {
    const value = (typed ?? element.initial_value)?.slice(0, element.max_length)
    return { type: element.type, value: value ? value : null }
  }
  if (element.type === 'users_select')
    return { type: element.type, selected_user: personIn(people, typed ?? element.initial_user) }
  if (element.type === 'datetimepicker')
    return { type: element.type, selected_date_time: secondsIn(typed ?? String(element.initial_date_time ?? '')) }
  const { type, initial_option: initial } = element
  return { type, selected_option: optionIn(initial ? [...offered, initial] : offered, typed ?? initial?.value) }
}

function optionIn(known: readonly Option[], wanted = ''): Option | null {
  const selected = known.find(({ value }) => value === wanted)
  if (wanted && !selected) throw new Error(`the app offered no option ${wanted}: ask it for suggestions first`)
  return selected ?? null
}

function personIn(people: readonly Person[], wanted = ''): string | null {
  if (wanted === '') return null
  if (!people.some(({ id }) => id === wanted)) throw new Error(`${wanted} is nobody here: pick the id of a person`)
  return wanted
}

function secondsIn(typed: string): number | null {
  if (typed === '') return null
  if (!/^[1-9]\d{9}$/.test(typed)) throw new Error(`${typed} is no time: give seconds since the epoch, in 10 digits`)
  return Number(typed)
}

function isEmpty(state: ReturnType<typeof stateOf>): boolean {
  if ('value' in state) return !state.value?.trim()
  if ('selected_user' in state) return state.selected_user === null
  if ('selected_date_time' in state) return state.selected_date_time === null
  return state.selected_option === null
}

/** Submits a dialog. */
export async function submit(
  around: Around,
  user: string,
  viewId: string,
  filled: Record<string, string>,
): Promise<void> {
  const { workspace, tickets } = around
  const open = openFor(workspace, user, viewId)
  const { values, errors } = typedIn(open, filled, workspace.people)
  if (Object.keys(errors).length > 0) return workspace.complain(open, errors)
  const view = viewOf(open, values)
  const payload = {
    ...personal(workspace, user),
    type: 'view_submission',
    trigger_id: tickets.trigger(user),
    view,
    response_urls: [],
  }
  const acknowledged = await deliverInteractive(around, payload)
  if (!acknowledged) throw new Error('We had some trouble connecting. Try again?')
  const submitted = (acknowledged.body ?? {}) as Submitted
  if (submitted.response_action === 'errors') complain(workspace, open, submitted.errors ?? {})
  else answerSubmission(workspace, open, submitted)
}

interface Submitted {
  response_action?: string
  errors?: Record<string, string>
  view?: unknown
}

/** Without an answer the modal closes; with one it is replaced. Whatever else Slack knows, this page cannot show. */
function answerSubmission(workspace: Workspace, open: OpenView, { response_action: action, view }: Submitted): void {
  if (action === undefined || action === 'clear') return void workspace.closeView(open.id)
  if (action !== 'update') throw new Error(`the app answered with ${action}, which the stand-in does not know`)
  const judged = judgeModal(view)
  if ('refused' in judged) throw new Error(`the app answered with a view that Slack refuses: ${judged.refused}`)
  workspace.replaceView(open, judged.modal)
}

/** Slack takes complaints about inputs of the modal, and about nothing else. */
function complain(workspace: Workspace, open: OpenView, errors: Record<string, string>): void {
  const inputs = open.view.blocks.flatMap((block) => (block.type === 'input' ? [block.block_id] : []))
  const odd = Object.keys(errors).find((id) => !inputs.includes(id))
  if (odd !== undefined || Object.keys(errors).length === 0)
    throw new Error(`the app complained of the field ${odd}, which the dialog does not have`)
  workspace.complain(open, errors)
}

/** Closes a dialog; an app that wants to know is told. */
export async function dismiss(around: Around, user: string, viewId: string): Promise<void> {
  const { workspace } = around
  const open = workspace.views.get(viewId)
  if (open?.user !== user) return
  workspace.closeView(viewId)
  if (!open.view.notify_on_close) return
  const payload = { ...personal(workspace, user), type: 'view_closed', view: viewOf(open, {}), is_cleared: false }
  await deliverInteractive(around, payload)
}
