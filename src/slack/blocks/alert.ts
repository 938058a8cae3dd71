import type { ActionsBlock, KnownBlock, RichTextSection } from '@slack/types'
import type { AlertHost, Whom } from '../../domain/alert.ts'
import type { Reply, ShownAlert } from '../../domain/message.ts'
import { dayAndTime } from '../../domain/times.ts'
import {
  causelessWords,
  causeOf,
  commonWords,
  nameOf,
  raisedBy,
  resolvedWords,
  takenWords,
  titleOf,
} from '../../monitor/words.ts'
import { actionsOf, type Buttons, button } from './buttons.ts'
import { oneLine } from './limits.ts'
import { type Message, messageOf } from './message.ts'
import { bold, line, rich, small } from './rich.ts'

/** A storm may be large, and Slack's messages are not; the thread has the rest. */
const SHOWN_HOSTS = 20
const SHOWN_FIXES = 3
const SHOWN_REPORTS = 3
const HOST_NAME = 50
const HOST_WORDS = 70
const SENTENCE = 180

/** The one message of an alert: what fails, why as far as it is known, who has it, and what can be done. */
export function renderAlert(alert: ShownAlert, buttons: Buttons): Message {
  const title = titleOf(alert)
  const isOver = alert.state === 'resolved'
  const text = rich(line(bold(oneLine(title, SENTENCE))), ...(isOver ? [line(resolvedWords(alert))] : openLines(alert)))
  const below = isOver ? actionsOf({ ...buttons, offers: [], notes: [] }) : [...actionsOf(buttons), ownActions(alert)]
  return messageOf(title, [...text, ...hostList(alert), ...below, footer(alert)])
}

function openLines(alert: ShownAlert): (RichTextSection | undefined)[] {
  return [
    causeLine(alert),
    passedLine(alert),
    alert.common && alert.hosts.length > 1 ? sentence(`What they share: ${commonWords(alert.common)}.`) : undefined,
    ...fixedLines(alert),
    ...reportLines(alert),
    ...takenWords(alert).map(sentence),
  ]
}

function causeLine(alert: ShownAlert): RichTextSection | undefined {
  const cause = causeOf(alert)
  if (!cause) return line(causelessWords(alert))
  const shared = alert.hosts.length > 1 ? 'The common cause' : 'The cause'
  const sure = cause.confidence === 'proven' ? '' : ' (not proven yet)'
  return line(bold(`${shared}: `), `${cause.title}${sure}. The thread has the proof.`)
}

/** A check since then found nothing wrong: whoever reads of the cause must know. */
function passedLine({ hosts }: ShownAlert): RichTextSection | undefined {
  const [host] = hosts
  const isPast = hosts.length === 1 && host?.found && host.check?.state === 'healthy'
  return isPast ? line('The newest check found SSH working: this closes once that lasts.') : undefined
}

function fixedLines({ hosts, source }: ShownAlert): (RichTextSection | undefined)[] {
  const fixed = hosts.flatMap((host) => (host.fixed && host.state === 'down' ? [{ ...host, fixed: host.fixed }] : []))
  const who = source === 'watch' ? 'the watch has seen it answer' : 'who reported it says so'
  return [
    ...fixed
      .slice(0, SHOWN_FIXES)
      .map(({ name, fixed: by }) =>
        sentence(`${nameOf(by.by)} fixed ${name} (${by.remedy}); this closes once ${who}.`),
      ),
    moreThan(SHOWN_FIXES, fixed.length, 'of its hosts are fixed'),
  ]
}

/** What still fires elsewhere. What is over stands in the thread. */
function reportLines({ reports = {}, source }: ShownAlert): (RichTextSection | undefined)[] {
  const firing = Object.values(reports).filter(({ state }) => state === 'firing')
  const label = source === 'watch' ? 'Also reported: ' : 'Reported: '
  return [
    ...firing.slice(0, SHOWN_REPORTS).map(({ title }) => line(bold(label), oneLine(title, SENTENCE))),
    moreThan(SHOWN_REPORTS, firing.length, 'reports'),
  ]
}

const sentence = (text: string) => line(oneLine(text, SENTENCE))

const moreThan = (shown: number, all: number, what: string) =>
  all > shown ? line(`and ${all - shown} more ${what}`) : undefined

/** The hosts of a storm, those that are still down first. */
function hostList({ hosts, state }: ShownAlert): KnownBlock[] {
  if (hosts.length === 1 || state === 'resolved') return []
  const ordered = [...hosts.filter((host) => host.state === 'down'), ...hosts.filter((host) => host.state === 'up')]
  const lines = ordered
    .slice(0, SHOWN_HOSTS)
    .map((host) => line(bold(oneLine(host.name, HOST_NAME)), ` ${oneLine(hostWords(host), HOST_WORDS)}`))
  return rich(...lines, moreThan(SHOWN_HOSTS, ordered.length, 'hosts'))
}

const hostWords = ({ state, symptom, found }: AlertHost) =>
  state === 'up' ? 'answers again' : found ? `${symptom}: ${found.title}` : symptom

/** What people can do with the alert itself. The value is the alert's id; who may is asked at the click. */
function ownActions({ id, acknowledged }: ShownAlert): ActionsBlock {
  return {
    type: 'actions',
    elements: [
      ...(acknowledged ? [] : [button('alert:acknowledge', 'Acknowledge', id)]),
      button('alert:assign', 'Take it', id),
      button('alert:snooze', 'Snooze 1 h', id),
      button('alert:maintenance', 'Maintenance 2 h', id),
      button('alert-form:open', 'More …', id),
    ],
  }
}

const footer = (alert: ShownAlert) =>
  small(
    `Since ${dayAndTime(alert.openedAt)}, ${alert.source === 'watch' ? `seen from ${alert.hosts[0]?.vantage ?? '–'}` : `reported by ${raisedBy(alert)}`}.`,
  )

/** A line of the alert's thread. Only who is on call is pinged, by ids of our own configuration, and who was picked to take it. */
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
