import type { Proof } from '../../domain/diagnosis.ts'
import type { Order, Unit } from '../../domain/inside/units.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

type History = Answered<'unit-history'>

/** How long systemd may take from an order to its effect. */
const EFFECT_MS = 30_000

/** What somebody ordered of an SSH unit, and what would have taken it back since. */
interface Wanted {
  verbs: string
  undone?: string
  /** When the effect is seen, as systemctl prints it: the order came right before. */
  effectAt?: string
}

/** The order behind a state, undefined where sudo's log does not tell, or tells of the opposite since. */
export function orderBehind(history: History | undefined, { verbs, undone, effectAt }: Wanted): Order | undefined {
  const order = history && lastOrder(history, undone ? `${verbs}|${undone}` : verbs)
  if (!order || (undone && lastOrder({ ...history, orders: [order] }, undone))) return undefined
  if (effectAt === undefined) return order
  const tookMs = wallClockMs(effectAt) - wallClockMs(order.at)
  return tookMs >= -1_000 && tookMs <= EFFECT_MS ? order : undefined
}

/** `systemctl stop ssh`, `service ssh stop`. */
function lastOrder(history: History, verbs: string): Order | undefined {
  const systemctl = new RegExp(
    `^(?:\\S*/)?systemctl (?:-\\S+ )*(?:${verbs})(?: \\S+)*? sshd?(?:\\.service|\\.socket)?(?: |$)`,
  )
  const service = new RegExp(`^(?:\\S*/)?(?:service|invoke-rc\\.d|rc-service) sshd? (?:${verbs})$`)
  return history.orders.findLast(({ command }) => systemctl.test(command) || service.test(command))
}

/** Both the journal and systemctl tell the host's local time: compared without its zone, whose name cannot be read. */
export function wallClockMs(text: string): number {
  const [, day, time] = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text) ?? []
  return Date.parse(`${day}T${time}Z`)
}

/** A fact of sudo's log, not a verdict on a person. */
export const sayOrder = (order: Order | undefined): string =>
  order ? ` At ${order.at} ${order.who} ran “${order.command}” through sudo.` : ''

export const quoteOrder = (history: History | undefined, order: Order | undefined): Proof[] =>
  history && order
    ? quoteLines(history, (line) => line.includes(` sudo[`) && line.endsWith(`COMMAND=${order.command}`)).slice(-1)
    : []

const ofUnit = (line: LogLine, { id }: Unit): boolean => line.tag === 'systemd' && line.text.startsWith(`${id}: `)

/** Before systemd 250 a start was told by the unit's description alone. */
const OLD_START = /^Starting Open(BSD Secure Shell|SSH) server/

/** Whether systemd's last word on starting the unit is that it will not try again. */
export function gaveUp({ lines }: History, unit: Unit): boolean {
  const refused = lines.findLastIndex(
    (line) => ofUnit(line, unit) && line.text.endsWith(': Start request repeated too quickly.'),
  )
  const begun = lastStart(lines, unit)
  return refused > begun
}

const lastStart = (lines: LogLine[], { id }: Unit): number =>
  lines.findLastIndex(
    ({ tag, text }) => tag === 'systemd' && (text.startsWith(`Starting ${id} `) || OLD_START.test(text)),
  )

const COMPLAINT = new RegExp(
  [
    '^(error|fatal): ',
    String.raw`^\S+:? line \d+: `,
    '^sshd: no hostkeys',
    '^Missing privilege',
    '^Privilege separation user',
    String.raw`^/\S+ does not exist or is not executable$`,
    String.raw`^/\S+: error while loading shared libraries: `,
    '^(unknown|illegal) option',
  ].join('|'),
)

/** What systemd and sshd said since the unit was started last. */
export const sinceLastStart = ({ lines }: History, unit: Unit): LogLine[] =>
  lines.slice(Math.max(0, lastStart(lines, unit)))

/** What sshd itself complained of when it was started last, if anything. */
export const lastComplaint = (history: History, unit: Unit): LogLine | undefined =>
  sinceLastStart(history, unit).findLast(({ tag, text }) => tag === 'sshd' && COMPLAINT.test(text))

/**
 * What sshd complained of last since it listened the last time. A program that ends at once may be heard before systemd tells that
 * it starts it.
 */
export function complaintSinceItRan({ lines }: History): LogLine | undefined {
  const ran = lines.findLastIndex(({ tag, text }) => tag === 'sshd' && text.startsWith('Server listening on '))
  return lines.slice(ran + 1).findLast(({ tag, text }) => tag === 'sshd' && COMPLAINT.test(text))
}

/** Lines of the journal that end so, the last of each kind. */
export function quoteLast(history: History, endings: readonly string[]): Proof[] {
  const lines = history.commands.flatMap(({ output }) => output.split('\n'))
  const wanted = new Set(endings.flatMap((ending) => lines.findLast((line) => line.endsWith(ending)) ?? []))
  return quoteLines(history, (line) => wanted.has(line)).map(distinct)
}

const distinct = (proof: Proof): Proof => ({ ...proof, quote: [...new Set(proof.quote.split('\n'))].join('\n') })
