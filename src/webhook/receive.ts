import type { Redis } from 'ioredis'
import type { Host } from '../config/schema.ts'
import { vantageOfHost } from '../config/vantages.ts'
import { senderName } from '../monitor/words.ts'
import type { Outbox } from '../queue/outbox.ts'
import type { HostMove } from '../store/moves.ts'
import { noteReport } from '../store/reports.ts'
import { numberOfLine } from '../store/strangers.ts'
import { type AlertHost, alertHostFinder } from './alert-host.ts'
import { heard } from './heard.ts'
import type { Incoming } from './incoming.ts'

/** What became of the alerts of one request. */
export interface Received {
  /** News about hosts of the inventory. */
  taken: number
  /** Heard before. */
  known: number
  /** About hosts that are not in the inventory: the channel is told, and nothing is probed. */
  strangers: number
  /** Without a host, or the end of something that was never heard of. */
  ignored: number
}

export interface ReceivingOn {
  redis: Redis
  outbox: Pick<Outbox, 'open' | 'reply'>
  hosts: readonly Host[]
  vantage: string
  channel: string
  now?: () => number
}

/** Takes the alerts of another monitoring. What was taken once changes nothing when it is delivered again. */
export function receiver(on: ReceivingOn): (alerts: readonly Incoming[]) => Promise<Received> {
  const hostOf = alertHostFinder(on.hosts)
  return async (alerts) => {
    const received: Received = { taken: 0, known: 0, strangers: 0, ignored: 0 }
    for (const alert of alerts) received[await take(alert, hostOf(alert.labels), on)] += 1
    return received
  }
}

async function take(alert: Incoming, about: AlertHost, on: ReceivingOn): Promise<keyof Received> {
  if (!about) return 'ignored'
  const nowMs = (on.now ?? Date.now)()
  const noted = await noteReport(on.redis, alert.fingerprint, (before) => {
    const after = heard(before, alert, nowMs)
    if (!after) return undefined
    return 'stranger' in about
      ? { after }
      : { after, move: moveOf(alert, about.host, after.sinceMs, nowMs, on.vantage) }
  })
  if (!noted) return 'ignored'
  // Told again whenever it is repeated: whoever was ended in between has told nothing, and twice is once.
  if ('stranger' in about) await tellOfStranger(alert, about.stranger, noted, on)
  if (!noted.isNew) return 'known'
  return 'stranger' in about ? 'strangers' : 'taken'
}

function moveOf(alert: Incoming, host: Host, sinceMs: number, nowMs: number, ownVantage: string): HostMove {
  const { fingerprint, status, title, by } = alert
  const at = new Date(nowMs).toISOString()
  return {
    id: `webhook-${fingerprint}-${sinceMs}-${status}`,
    host: host.name,
    vantage: vantageOfHost(host, { vantage: ownVantage }),
    move: status === 'firing' ? 'open' : 'resolve',
    at,
    source: 'webhook',
    symptom: `as ${senderName(by)} reports`,
    report: { fingerprint, state: status, title, at, by },
  }
}

/**
 * One thread a day for all alerts about hosts that nobody may probe, a line each up to a limit: labels that name no host of ours come by the
 * dozen, and their usual receivers hear of them anyway.
 */
async function tellOfStranger(
  { fingerprint, title }: Incoming,
  stranger: string,
  { status, sinceMs }: { status: Incoming['status']; sinceMs: number },
  { redis, outbox, channel, now = Date.now }: ReceivingOn,
): Promise<void> {
  const thread = `strangers-${channel}-${new Date(sinceMs).toISOString().slice(0, 10)}`
  const line = `${fingerprint}-${sinceMs}-${status}`
  const number = await numberOfLine(redis, thread, line, now())
  if (number > MOST_STRANGERS) return
  await outbox.open(thread, { channel }, { state: 'log', ...STRANGERS })
  const text = number === MOST_STRANGERS ? MORE_STRANGERS : `“${stranger}”: ${title} (${status})`
  await outbox.reply(thread, line, { kind: 'note', text })
}

/** A sender that names all its hosts otherwise must not keep what is urgent waiting: Slack takes a line a second. */
const MOST_STRANGERS = 50
const MORE_STRANGERS = `More than ${MOST_STRANGERS} today: the rest is not told here. Whoever receives these alerts otherwise hears of all of them.`

const STRANGERS = {
  title: 'Alerts about hosts that are not in my inventory',
  lines: [
    'Nothing was probed. The thread has them one by one.',
    'Check how these alerts name their hosts (docs/webhook.md), or add the hosts under hosts: in ssh-medic.yml.',
  ],
}
