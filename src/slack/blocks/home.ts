import type { ActionsBlock, Button, HeaderBlock, HomeView, KnownBlock, RichTextSection } from '@slack/types'
import { LIMITS } from './limits.ts'
import { bare, bold, line, link, list, rich, small } from './rich.ts'

/** The buttons of the Home tab; the listeners know them by the beginning. */
export const HOME_REFRESH = 'home:refresh'
export const HOME_CHECK = 'home:check'

/** How many of each are shown: a phone shows little, and Slack 100 blocks in all. */
const SHOWN = { failing: 15, mine: 10, approvals: 10, buttons: 10, vantages: 15 } as const

/** One check, as a line of the tab. */
export interface HomeRun {
  host: string
  /** What was found. */
  said: string
  when: string
  by?: string
  client?: string
  /** That it is over since, and how. */
  over?: string
  /** Its thread. */
  url?: string
}

/** An alert that is open. */
export interface HomeAlert {
  what: string
  /** The cause, as far as it is known. */
  cause?: string
  since: string
  /** Who has it, and until when it is quiet. */
  taken: readonly string[]
  /** Its thread. */
  url?: string
}

export interface HomeApproval {
  what: string
  by: string
  until: string
  url?: string
}

export interface HomeVantage {
  vantage: string
  /** How many workers are alive. */
  workers: number
  /** Versions that are not the bot's. */
  otherVersions: readonly string[]
  hosts: number
  checks: { waiting: number; active: number }
  changes: { waiting: number; active: number }
}

/** What the queue and its stores tell. */
export interface HomeState {
  alerts: readonly HomeAlert[]
  /** What checks found on hosts that have no alert. */
  failing: readonly HomeRun[]
  mine: readonly HomeRun[]
  approvals: readonly HomeApproval[]
  vantages: readonly HomeVantage[]
  /** Who paused changes, since when and why. */
  paused: string | undefined
}

/** What one person sees. */
export interface Home {
  at: string
  hosts: { mayCheck: number; mayFix: number; suggested: readonly string[] }
  /** Where answers to checks that are asked for here go: their messages with the app. */
  channel: string
  /** Why there is nothing to tell. */
  state: HomeState | { away: string }
}

export const homeView = (home: Home): HomeView => ({ type: 'home', blocks: blocksOf(home) })

/** For whoever may not see anything here. */
export const closedHome = (because: string): HomeView => ({
  type: 'home',
  blocks: rich(line(`There is nothing for you here: ${because}.`)),
})

/** When not even that could be learnt: what happened, and another try. */
export const troubledHome = (what: string, { at, channel }: Pick<Home, 'at' | 'channel'>): HomeView => ({
  type: 'home',
  blocks: [...rich(line(bold(what))), ...refresh(at, channel)],
})

function blocksOf({ at, hosts, channel, state }: Home): KnownBlock[] {
  if ('away' in state) return [...rich(line(bold(state.away))), ...hostsBlocks(hosts, channel), ...refresh(at, channel)]
  return [
    ...(state.paused === undefined ? [] : rich(line(bold(`⏸ No host is changed now: ${state.paused}.`)))),
    ...approvalsBlocks(state.approvals),
    ...failingBlocks(state),
    ...hostsBlocks(hosts, channel),
    ...mineBlocks(state.mine),
    ...vantageBlocks(state.vantages),
    ...refresh(at, channel),
  ]
}

const header = (text: string): HeaderBlock => ({ type: 'header', text: { type: 'plain_text', text, emoji: false } })

/** A title, the lines below it, and how many there are besides. */
function listing<T>(
  title: string,
  all: readonly T[],
  most: number,
  draw: (one: T) => RichTextSection | undefined,
): KnownBlock[] {
  const rest = all.length - most
  return [
    header(title),
    ...rich(list(all.slice(0, most).map(draw))),
    ...(rest > 0 ? [small(`… and ${rest} more.`)] : []),
  ]
}

const approvalsBlocks = (approvals: readonly HomeApproval[]): KnownBlock[] =>
  approvals.length === 0
    ? []
    : listing('Waiting for your approval', approvals, SHOWN.approvals, ({ what, by, until, url }) =>
        line(bold(what), `, asked by ${by}, until ${until}`, ...threadLink(url)),
      )

function failingBlocks({ alerts, failing }: Pick<HomeState, 'alerts' | 'failing'>): KnownBlock[] {
  if (alerts.length + failing.length === 0)
    return [
      header('Failing now'),
      ...rich(line('Nothing that was checked in the last seven days, and no alert is open.')),
    ]
  const lines = [...alerts.map(alertLine), ...failing.map(failingLine)]
  return listing('Failing now', lines, SHOWN.failing, (one) => one)
}

const alertLine = ({ what, cause, since, taken, url }: HomeAlert) =>
  line(
    bold(what),
    [`. ${cause === undefined ? '' : `The cause: ${cause}. `}Since ${since}.`, ...taken].join(' '),
    ...threadLink(url),
  )

const failingLine = ({ host, said, when, by, client, url }: HomeRun) =>
  line(
    bold(host),
    `: ${said}${client === undefined ? '' : ` (from ${client})`}. Seen ${when}${by === undefined ? '' : ` by ${by}`}`,
    ...threadLink(url),
  )

const mineBlocks = (mine: readonly HomeRun[]): KnownBlock[] =>
  mine.length === 0
    ? []
    : listing('Your last checks', mine, SHOWN.mine, ({ host, said, when, client, over, url }) =>
        line(
          bold(host),
          `: ${said}${client === undefined ? '' : ` (from ${client})`}, ${when}${over === undefined ? '' : `. ${over}`}`,
          ...threadLink(url),
        ),
      )

const threadLink = (url: string | undefined) => (url === undefined ? [] : [' · ', link('thread', url)])

function hostsBlocks({ mayCheck, mayFix, suggested }: Home['hosts'], channel: string): KnownBlock[] {
  if (mayCheck === 0) return [header('Hosts'), ...rich(line('There is no host that you may check.'))]
  const fix =
    mayFix === 0
      ? 'None of them may be fixed by you.'
      : `You may fix ${mayFix === mayCheck ? 'all of them' : `${mayFix} of them`}.`
  return [
    header('Hosts'),
    ...rich(line(`You may check ${mayCheck === 1 ? 'one host' : `${mayCheck} hosts`}. ${fix}`)),
    ...checkButtons(suggested.slice(0, SHOWN.buttons), channel),
  ]
}

/** Five in a row. What was checked last comes first, and the last button asks for any host. */
function checkButtons(hosts: readonly string[], channel: string): ActionsBlock[] {
  const buttons = [
    ...hosts.map((host, index) => button(`${HOME_CHECK}:${index}`, `Check ${host}`, checkValue({ channel, host }))),
    button(`${HOME_CHECK}:any`, hosts.length === 0 ? 'Check a host …' : 'Another host …', checkValue({ channel })),
  ]
  const rows = Array.from({ length: Math.ceil(buttons.length / 5) }, (_, row) => buttons.slice(5 * row, 5 * row + 5))
  return rows.map((elements) => ({ type: 'actions', elements }))
}

interface CheckValue {
  channel: string
  host?: string | undefined
}

const checkValue = ({ channel, host }: CheckValue): string => (host === undefined ? channel : `${channel} ${host}`)

/** What a button of the tab asks for. */
export function readCheckValue(value: string): CheckValue {
  const [channel = '', host] = value.split(' ')
  return { channel, host }
}

function vantageBlocks(vantages: readonly HomeVantage[]): KnownBlock[] {
  return listing('Bastions and queues', vantages, SHOWN.vantages, (one) =>
    line(bold(one.vantage), `: ${vantageWords(one)}`),
  )
}

function vantageWords({ workers, otherVersions, hosts, checks, changes }: HomeVantage): string {
  const alive =
    workers === 0
      ? '⚠ no worker is alive, so its checks wait'
      : `${workers === 1 ? 'one worker' : `${workers} workers`} alive`
  const versions = otherVersions.length === 0 ? [] : [`⚠ of another version than the bot: ${otherVersions.join(', ')}`]
  const queued = [depth(checks, 'check'), depth(changes, 'change')].filter(Boolean)
  return [alive, ...versions, hosts === 1 ? 'one host' : `${hosts} hosts`, queued.join(', ') || 'nothing waits'].join(
    '; ',
  )
}

function depth({ waiting, active }: HomeVantage['checks'], what: string): string {
  const parts = [active > 0 && `${active} under way`, waiting > 0 && `${waiting} waiting`].filter(
    (one) => one !== false,
  )
  return parts.length === 0 ? '' : `${what}s: ${parts.join(' and ')}`
}

const refresh = (at: string, channel: string): KnownBlock[] => [
  { type: 'actions', elements: [button(HOME_REFRESH, 'Refresh', checkValue({ channel }))] },
  small(`As of ${at}. It is drawn anew when you open this tab.`),
]

const button = (actionId: string, label: string, value: string): Button => ({
  type: 'button',
  action_id: actionId,
  text: { type: 'plain_text', text: bare(label, LIMITS.button), emoji: false },
  value,
})
