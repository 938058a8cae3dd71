import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import { z } from 'zod'
import type { Host } from '../../config/schema.ts'
import { bare, line, rich } from '../blocks/rich.ts'
import { readAddress, readLogin, readPort } from '../commands/fields.ts'
import type { CheckWords } from '../commands/parse-check.ts'

/** The modal that asks for a check when it is submitted, and its picker. */
export const CHECK_FORM = 'check-form'
export const HOST_PICKER = 'host-picker'

const VALUE = 'value'
const MAX_OPTION_VALUE = 150
const MAX_OPTION_TEXT = 75

/** Where the answer of a form belongs, and the hosts that stood in the message that it is about. */
const formMetadata = z.object({
  channel: z.string(),
  threadTs: z.string().optional(),
  hosts: z.array(z.string()).optional(),
})
export type FormMetadata = z.infer<typeof formMetadata>
export const parseFormMetadata = (text: string): FormMetadata => formMetadata.parse(JSON.parse(text))

export interface CheckForm {
  metadata: FormMetadata
  /** What the person should know before they fill it in. */
  notes: readonly string[]
  host?: Host | undefined
  /** The client's address that is filled in already, and where it is from. */
  client?: { address: string; hint: string } | undefined
}

/** The form for a check. */
export const checkForm = ({ metadata, notes, host, client }: CheckForm): ModalView => ({
  type: 'modal',
  callback_id: CHECK_FORM,
  private_metadata: JSON.stringify(metadata),
  title: plain('Check SSH'),
  submit: plain('Check'),
  close: plain('Leave it'),
  blocks: [...notes.flatMap(note), hostInput(host), ...inputs(client)],
})

const note = (text: string): KnownBlock[] => rich(line(text))
const plain = (text: string) => ({ type: 'plain_text', text }) as const

function hostInput(host: Host | undefined): InputBlock {
  const initial = host && optionOf(host)
  return {
    type: 'input',
    block_id: 'host',
    label: plain('Host'),
    element: {
      type: 'external_select',
      action_id: HOST_PICKER,
      min_query_length: 0,
      placeholder: plain('A part of its name, address or tags'),
      ...(initial && { initial_option: initial }),
    },
  }
}

const inputs = (client: CheckForm['client']): InputBlock[] => [
  textInput('client', 'The address you connect from', client?.hint ?? JUDGED_FOR, 45, client?.address),
  textInput('user', 'The login', 'As in ssh USER@host; leave it empty to check the host for any login.', 33),
  textInput('port', 'The port', 'Leave it empty for the port of the inventory.', 5),
]

const JUDGED_FOR = 'Bans and firewall rules are judged for it. Leave it empty to check the host alone.'

const textInput = (id: string, label: string, hint: string, maxLength: number, value?: string): InputBlock => ({
  type: 'input',
  block_id: id,
  optional: true,
  label: plain(label),
  hint: plain(hint),
  element: {
    type: 'plain_text_input',
    action_id: VALUE,
    max_length: maxLength,
    ...(value !== undefined && { initial_value: value }),
  },
})

/** A host in the picker; undefined when its name is longer than Slack lets an option be. */
export function optionOf({ name, address, tags }: Host): PlainTextOption | undefined {
  if (name.length > MAX_OPTION_VALUE) return undefined
  const about = [name === address ? '' : address, ...tags].filter(Boolean).join(', ')
  const text = bare(about === '' ? name : `${name} (${about})`, MAX_OPTION_TEXT)
  return { text: { type: 'plain_text', text, emoji: false }, value: name }
}

type State = Record<string, Record<string, { value?: string | null; selected_option?: { value: string } | null }>>

/** What was filled in; complaints stand at their fields, as plain text. */
export function readForm(state: State | undefined): { check: CheckWords } | { errors: Record<string, string> } {
  const typed = (block: string) => (state?.[block]?.[VALUE]?.value ?? '').trim()
  const host = state?.host?.[HOST_PICKER]?.selected_option?.value
  const [client, user, port] = [typed('client'), typed('user'), typed('port')]
  const read = { client: readAddress(client), user: readLogin(user), port: readPort(port) }
  const errors = {
    ...(host === undefined && { host: 'Pick a host.' }),
    ...(client !== '' && read.client === undefined && { client: `“${client}” ${NO_ADDRESS}` }),
    ...(user !== '' && read.user === undefined && { user: `“${user}” is not a login name. Type one such as deploy.` }),
    ...(port !== '' && read.port === undefined && { port: `“${port}” is not a port: type a number from 1 to 65535.` }),
  }
  if (host === undefined || Object.keys(errors).length > 0) return { errors }
  const { client: address, ...rest } = read
  return {
    check: {
      host,
      ...(address !== undefined && { client: address }),
      ...(rest.user !== undefined && { user: rest.user }),
      ...(rest.port !== undefined && { port: rest.port }),
    },
  }
}

const NO_ADDRESS = 'is not an IP address. Type one such as 203.0.113.7 or 2001:db8::7, or leave it empty.'
