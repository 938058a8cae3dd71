import type { ActionsBlock, Button, KnownBlock, RichTextSection } from '@slack/types'
import type { AlertHost, Severity, Whom } from '../../domain/alert.ts'
import type { Reply, ShownAlert } from '../../domain/message.ts'
import { timeWords } from '../../monitor/acts.ts'
import { causeOf, commonWords, lengthOf, resolvedWords, subjectOfAlert } from '../../monitor/words.ts'
import { actionsOf, type Buttons } from './buttons.ts'
import { LIMITS } from './limits.ts'
import { type Message, messageOf } from './message.ts'
import { bare, bold, line, rich, small } from './rich.ts'

const SHOWN_HOSTS = 20

/** The one message of an alert: what fails, why as far as it is known, who has it, and what can be done. */
export function renderAlert(alert: ShownAlert, buttons: Buttons): Message {
  const title = alertTitle(alert)
  const isOver = alert.state === 'resolved'
  const text = rich(line(bold(title)), ...(isOver ? [line(resolvedWords(alert))] : openLines(alert)))
  const below = isOver ? actionsOf({ ...buttons, offers: [], notes: [] }) : [...actionsOf(buttons), ownActions(alert)]
  return messageOf(title, [...text, ...hostList(alert), ...below, footer(alert)])
}

const LOUD: Record<Severity, string> = { critical: 'Critical: ', warning: '', info: '' }

/** What a notification reads out. */
function alertTitle(alert: ShownAlert): string {
  const subject = subjectOfAlert(alert)
  if (alert.state === 'resolved') return `Resolved after ${lengthOf(alert)}: ${subject}`
  if (alert.state === 'flapping') return `${LOUD[alert.severity]}${subject}: SSH comes and goes`
  const [first] = alert.hosts
  const how = alert.hosts.length === 1 && first ? ` (${first.symptom})` : ''
  return `${LOUD[alert.severity]}${subject}: SSH fails${how}`
}

function openLines(alert: ShownAlert): (RichTextSection | undefined)[] {
  const cause = causeOf(alert)
  const shared = alert.hosts.length > 1 ? 'The common cause' : 'The cause'
  const sure = cause?.confidence === 'proven' ? '' : ' (not proven yet)'
  const { acknowledged, assigned, snoozed } = alert
  return [
    cause ? line(bold(`${shared}: `), `${cause.title}${sure}. The thread has the proof.`) : line(unknownCause(alert)),
    alert.common && alert.hosts.length > 1 ? line(`What they share: ${commonWords(alert.common)}.`) : undefined,
    ...alert.hosts.flatMap(fixedLine),
    ...Object.values(alert.reports ?? {}).map((report) => line(bold('Also reported: '), report.title)),
    assigned ? line(`${nameOf(assigned.to)} has it.`) : undefined,
    acknowledged && !assigned ? line(`Acknowledged by ${nameOf(acknowledged.by)}.`) : undefined,
    snoozed ? line(`Snoozed by ${nameOf(snoozed.by)} until ${timeWords(snoozed.until)}.`) : undefined,
  ]
}

const unknownCause = ({ hosts }: ShownAlert) =>
  hosts.some(({ found }) => found)
    ? 'Several causes were found: see the thread.'
    : 'A full check looks for the cause: its answer comes into the thread.'

const fixedLine = ({ name, fixed, state }: AlertHost) =>
  fixed && state === 'down'
    ? [line(`${nameOf(fixed.by)} fixed ${name} (${fixed.remedy}); this closes once the watch has seen it answer.`)]
    : []

const nameOf = ({ id, name }: { id: string; name?: string }) => name ?? id

/** The hosts of a storm, those that are still down first. */
function hostList({ hosts, state }: ShownAlert): KnownBlock[] {
  if (hosts.length === 1 || state === 'resolved') return []
  const ordered = [...hosts.filter((host) => host.state === 'down'), ...hosts.filter((host) => host.state === 'up')]
  const more = ordered.length - SHOWN_HOSTS
  const lines = ordered.slice(0, SHOWN_HOSTS).map((host) => line(bold(host.name), ` ${hostWords(host)}`))
  return rich(...lines, more > 0 ? line(`and ${more} more`) : undefined)
}

const hostWords = ({ state, symptom, found }: AlertHost) =>
  state === 'up' ? 'answers again' : found ? `${symptom}: ${found.title}` : symptom

/** What people can do with the alert itself. The value is the alert's id; who may is asked at the click. */
function ownActions({ id, acknowledged }: ShownAlert): ActionsBlock {
  return {
    type: 'actions',
    elements: [
      ...(acknowledged ? [] : [button('acknowledge', 'Acknowledge', id)]),
      button('assign', 'Take it', id),
      button('snooze', 'Snooze 1 h', id),
      button('maintenance', 'Maintenance 2 h', id),
    ],
  }
}

const button = (act: string, label: string, value: string): Button => ({
  type: 'button',
  action_id: `alert:${act}`,
  text: { type: 'plain_text', text: bare(label, LIMITS.button), emoji: false },
  value,
})

const footer = ({ openedAt, hosts, source }: ShownAlert) =>
  small(
    `Since ${timeWords(openedAt)}, ${source === 'watch' ? `seen from ${hosts[0]?.vantage ?? '–'}` : 'reported by another monitoring'}.`,
  )

/** A line of the alert's thread. Only who is on call is pinged, and only by ids of our own configuration. */
export function renderAlertReply({ text, mention }: Extract<Reply, { kind: 'alert' }>): Message {
  const people = mention ? mentions(mention) : []
  const section: RichTextSection = { type: 'rich_text_section', elements: people }
  return messageOf(text, rich(people.length > 0 ? section : undefined, line(text)))
}

const mentions = ({ users, groups }: Whom): RichTextSection['elements'] => [
  ...users.flatMap((id) => [{ type: 'user' as const, user_id: id }, SPACE]),
  ...groups.flatMap((id) => [{ type: 'usergroup' as const, usergroup_id: id }, SPACE]),
]
const SPACE = { type: 'text' as const, text: ' ' }
