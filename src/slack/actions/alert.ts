import type { Alert } from '../../domain/alert.ts'
import type { AlertAct } from '../../monitor/acts.ts'
import { may } from '../../policy/may.ts'
import { takesPart } from '../../policy/standing.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import { actorOf, type NamedActor } from '../people.ts'
import { whoMay } from '../who-may.ts'
import { personOf } from './carry-out.ts'
import type { Click } from './click.ts'

const SNOOZE_MINUTES = 60
const MAINTENANCE_MINUTES = 120

const ACTS: Record<string, AlertAct> = {
  acknowledge: { act: 'acknowledge' },
  assign: { act: 'assign' },
  snooze: { act: 'snooze', minutes: SNOOZE_MINUTES },
  maintenance: { act: 'maintenance', minutes: MAINTENANCE_MINUTES },
}

export const GONE = 'Nothing is known of this alert any more: alerts are kept for a quarter.'

/** Handles the buttons of an alert. Returns what the person is told. */
export async function actOnAlert(click: Click, context: BotContext): Promise<string> {
  const { desk } = context
  const act = ACTS[click.action.replace(/^alert:/, '')]
  const [alert, actor] = await Promise.all([desk.alert(click.value), actorOf(context, click.userId, click.channel)])
  if (!alert || !act) return GONE
  const refusal = await whyNot(alert, act, actor, context)
  if (refusal !== undefined) return refusal
  return say`${(await desk.actOnAlert(alert.id, act, personOf(actor))) ?? GONE}`
}

/**
 * Whoever is on call, and whoever may fix one of its hosts or pause everything. Maintenance keeps all of its hosts from being
 * heard of: that is for whoever may fix all of them.
 */
export async function whyNot(
  alert: Alert,
  { act }: Pick<AlertAct, 'act'>,
  actor: NamedActor,
  context: BotContext,
): Promise<string | undefined> {
  const { hosts, config, people } = context
  const standing = takesPart(actor)
  if (!standing.allowed) return say`Not for you, sorry: ${standing.because}.`
  if (await isOnCall(actor, context)) return undefined
  const { policy } = config
  const named = new Set(alert.hosts.map(({ name }) => name))
  const own = hosts.filter(({ name }) => named.has(name))
  const fixable = own.filter(({ tags }) => may('fix', actor, { tags }, policy).allowed)
  if (own.length > 0 && fixable.length === own.length) return undefined
  if (fixable.length > 0 || may('pause', actor, {}, policy).allowed) return act === 'maintenance' ? NOT_ALL : undefined
  const tags = own.flatMap((host) => host.tags)
  const fixers = await whoMay('fix', { tags }, { policy, channel: actor.surroundings.channel, people })
  return say`Not for you, sorry. This alert is for whoever is on call, and for who may fix its hosts${fixers === undefined ? '' : ` (${fixers})`}.`
}

const NOT_ALL =
  'Not for you, sorry: maintenance silences every host of this alert, so it is for whoever is on call or may fix all of them. You can snooze it instead.'

async function isOnCall({ member }: NamedActor, { config, people }: BotContext): Promise<boolean> {
  const steps = config.watch?.onCall ?? []
  if (steps.some(({ users }) => users.includes(member.id))) return true
  const groups = [...new Set(steps.flatMap((step) => step.groups))]
  return groups.length > 0 && (await people.groups(member.id, groups)).in.size > 0
}
