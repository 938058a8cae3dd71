import type { Ability } from '../../config/policy.ts'
import type { Host } from '../../config/schema.ts'
import { vantagesOf } from '../../config/vantages.ts'
import type { Alert } from '../../domain/alert.ts'
import { dayAndTime, timeOfDay } from '../../domain/times.ts'
import { VERSION } from '../../domain/version.ts'
import { endOf } from '../../monitor/over.ts'
import { seenBy } from '../../monitor/seen-by.ts'
import { causeOf, takenWords, titleOf } from '../../monitor/words.ts'
import { grantsOf, groupsIn } from '../../policy/grants.ts'
import { may } from '../../policy/may.ts'
import { type Permission, takesPart } from '../../policy/standing.ts'
import { QueueAway } from '../../queue/desk.ts'
import type { ThreadPlace, VantageState } from '../../queue/overview.ts'
import { pausedWords } from '../../queue/switch.ts'
import { remedyOf } from '../../remedies/index.ts'
import type { NewestRun } from '../../store/failing.ts'
import type { PastRun } from '../../store/history.ts'
import { apologyFor } from '../answer.ts'
import type { Home, HomeAlert, HomeRun, HomeState, HomeVantage } from '../blocks/home.ts'
import { byName } from '../commands/rank-hosts.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { approvalsFor } from './approvals.ts'
import { threadUrl } from './thread-url.ts'

const BUTTONS = 10

/** All that one person may see on the Home tab; or why they may see nothing. */
export async function gatherHome(
  userId: string,
  channel: string,
  context: BotContext,
): Promise<Home | { refused: string }> {
  const actor = await homeActor(userId, context)
  const standing = takesPart(actor)
  if (!standing.allowed) return { refused: standing.because }
  const visible = context.hosts.filter(({ tags }) => mayAnywhere('check', actor, { tags }, context).allowed)
  const [state, last] = await Promise.all([stateFor(actor, visible, context), lastHosts(actor, context)])
  return { at: nowWords(), channel, hosts: hostsFor(actor, visible, last, context), state }
}

export const nowWords = (): string => timeOfDay(new Date().toISOString())

/** Somebody who acts nowhere: what is granted for one channel alone is asked there. */
async function homeActor(userId: string, { people, config, teamId }: BotContext): Promise<NamedActor> {
  const [member, groups] = await Promise.all([people.member(userId), people.groups(userId, groupsIn(config.policy))])
  const channel = { externallyShared: false, joined: undefined }
  return { member, groups, channel, surroundings: { teamId, channel: '', externallyShared: false } }
}

/** Whether there is a place from which they may. */
function mayAnywhere(
  ability: Ability,
  actor: NamedActor,
  subject: { tags: readonly string[] },
  { config: { policy } }: BotContext,
): Permission {
  const places = ['', ...new Set(grantsOf(policy, ability, subject).flatMap(({ channels = [] }) => channels))]
  const answers = places.map((channel) =>
    may(ability, { ...actor, surroundings: { ...actor.surroundings, channel } }, subject, policy),
  )
  const [first] = answers
  return answers.find(({ allowed }) => allowed) ?? first ?? { allowed: false, because: '' }
}

function hostsFor(
  actor: NamedActor,
  visible: readonly Host[],
  last: readonly string[],
  context: BotContext,
): Home['hosts'] {
  const { policy } = context.config
  const here = visible.filter(({ tags }) => may('check', actor, { tags }, policy).allowed)
  const known = last.flatMap((name) => here.find((host) => host.name === name) ?? [])
  const suggested = [...new Set([...known, ...[...here].sort(byName)])].slice(0, BUTTONS)
  return {
    mayCheck: visible.length,
    mayFix: visible.filter(({ tags }) => mayAnywhere('fix', actor, { tags }, context).allowed).length,
    suggested: suggested.map(({ name }) => name),
  }
}

/** Only an order of buttons: without it they stand by name. */
const lastHosts = (actor: NamedActor, { desk, teamId }: BotContext): Promise<string[]> =>
  desk.lastHosts({ teamId, userId: actor.member.id }).catch(() => [])

async function stateFor(actor: NamedActor, visible: readonly Host[], context: BotContext): Promise<Home['state']> {
  try {
    return await askState(actor, visible, context)
  } catch (error) {
    if (!(error instanceof QueueAway)) throw error
    return { away: apologyFor(error) }
  }
}

async function askState(actor: NamedActor, visible: readonly Host[], context: BotContext): Promise<HomeState> {
  const { desk, config, hosts } = context
  const names = new Set(visible.map(({ name }) => name))
  const vantages = vantagesOf({ config, hosts })
  const isVisible = (host: string) => names.has(host)
  const [open, newest, own, states, paused, approvals] = await Promise.all([
    desk.openAlerts(),
    desk.newestRuns(),
    desk.ownRuns(actor.member.id),
    desk.vantageStates(vantages.map(({ vantage }) => vantage)),
    desk.switchState(),
    approvalsFor(actor, context),
  ])
  const alerts = open.flatMap((alert) => seenBy(alert, isVisible) ?? [])
  const last = await desk.lastAlerts(newest.flatMap(({ host, run }) => (run.verdict === 'faulty' ? [host] : [])))
  const overOf = endingsIn(newest, last)
  const alarmed = new Set(alerts.flatMap((alert) => alert.hosts.map(({ name }) => name)))
  const failing = newest.filter(
    ({ host, run }) => isVisible(host) && !alarmed.has(host) && run.verdict === 'faulty' && overOf(run) === undefined,
  )
  const mine = own.filter(({ host }) => isVisible(host))
  const threads = [
    ...alerts.map(({ id }) => id),
    ...[...failing.map(({ run }) => run), ...mine].map(({ runId }) => runId),
  ]
  const places = await desk.placesOf(threads)
  const shown = shownBy(places, context)
  return {
    alerts: alerts.map((alert) => alertFor(alert, threadUrl(context.workspaceUrl, places.get(alert.id)))),
    failing: failing.map(({ host, run }) => ({ ...shown(host, run), by: run.by.name ?? run.by.id })),
    mine: mine.map((run) => {
      const over = overOf(run)
      return { ...shown(run.host, run), ...(over !== undefined && { over }) }
    }),
    approvals,
    vantages: states.map((state, index) => vantageFor(state, vantages[index]?.hosts ?? [])),
    paused: paused.paused ? pausedWords(paused) : undefined,
  }
}

function alertFor(alert: Alert, url: string | undefined): HomeAlert {
  const cause = causeOf(alert)
  const { snoozed, ...others } = alert
  const isQuiet = snoozed !== undefined && Date.parse(snoozed.until) > Date.now()
  return {
    what: titleOf(alert),
    ...(cause && { cause: cause.title }),
    since: timeOf(alert.openedAt),
    taken: takenWords(isQuiet ? alert : others),
    ...(url !== undefined && { url }),
  }
}

/** That what a check found is over: a fix was proven since, or the alert that it belongs to has ended. */
function endingsIn(newest: readonly NewestRun[], last: ReadonlyMap<string, Alert>) {
  const byRun = new Map(newest.map((one) => [one.run.runId, one]))
  return ({ runId }: PastRun): string | undefined => {
    const one = byRun.get(runId)
    if (one?.mended)
      return `Mended: ${remedyOf(one.mended.remedy)?.title ?? one.mended.remedy}, ${timeOf(one.mended.at)}`
    const endedAt = one && endOf(one.run, one.host, last.get(one.host))
    return endedAt === undefined ? undefined : `It answers again since ${timeOf(endedAt)}`
  }
}

function shownBy(places: ReadonlyMap<string, ThreadPlace>, { workspaceUrl }: BotContext) {
  return (host: string, { runId, startedAt, client, verdict, title }: PastRun): HomeRun => {
    const url = threadUrl(workspaceUrl, places.get(runId))
    const said = title ?? (verdict === 'healthy' ? 'SSH worked' : 'could not tell')
    return {
      host,
      said,
      when: timeOf(startedAt),
      ...(client !== undefined && { client }),
      ...(url !== undefined && { url }),
    }
  }
}

/** The day is only said where it is another one. */
function timeOf(iso: string): string {
  const today = new Date().toISOString().slice(0, 10)
  return iso.startsWith(today) ? timeOfDay(iso) : dayAndTime(iso)
}

function vantageFor({ vantage, versions, checks, changes }: VantageState, hosts: readonly string[]): HomeVantage {
  const others = versions.filter((version) => version !== VERSION).map((version) => version ?? 'older')
  return {
    vantage,
    workers: versions.length,
    otherVersions: [...new Set(others)],
    hosts: hosts.length,
    checks,
    changes,
  }
}
