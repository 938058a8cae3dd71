import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Sender } from '../domain/alert.ts'
import { redact, withoutControls } from '../domain/redact.ts'

/** What another monitoring says of one of its alerts, brought into one form. All texts are bounded; they stay hostile. */
export interface Incoming {
  /** By which the sender knows this alert; hashed. */
  fingerprint: string
  status: 'firing' | 'resolved'
  title: string
  labels: Record<string, string>
  /** Since when it fires (ms), where the sender says so. */
  startsAtMs?: number
  by: Sender
}

/** So many alerts at once are taken. */
export const MOST_ALERTS = 1_000
const TITLE = 200
const VALUE = 300
const MOST_LABELS = 60
const SHOWN_ISSUES = 5

const texts = z.record(z.string(), z.string()).default({})
const status = z.enum(['firing', 'resolved'])
/** Go's zero time stands for "never". */
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

/** One alert of Alertmanager's webhook, version 4. */
const alertmanagerAlert = z.object({
  status,
  labels: texts,
  annotations: texts,
  startsAt: time,
  fingerprint: z.string().min(1).max(200),
})
const alertmanager = z.object({ version: z.literal('4'), alerts: z.array(alertmanagerAlert).max(MOST_ALERTS) })

/** One alert of any other sender. */
const plainAlert = z.object({
  id: z.string().min(1).max(200).optional().describe('By which the sender knows the alert; by default title and host'),
  status: status.default('firing'),
  title: z.string().min(1),
  host: z.string().min(1).optional(),
  labels: texts,
  startsAt: time.optional(),
})
const plainAlerts = z.object({ alerts: z.array(plainAlert).max(MOST_ALERTS) })

export type Parsed = { alerts: Incoming[] } | { problem: string }

/** The alerts in what was sent: Alertmanager's payload, or the plain one of docs/webhook.md. Pure. */
export function incomingIn(payload: unknown): Parsed {
  if (typeof payload !== 'object' || payload === null) return { problem: `this is no JSON object. ${FORMS}` }
  if ('version' in payload && !('title' in payload))
    return read(alertmanager, payload, ({ alerts }) => alerts.map(fromAlertmanager))
  return 'alerts' in payload
    ? read(plainAlerts, payload, ({ alerts }) => alerts.map(fromPlain))
    : read(plainAlert, payload, (sent) => [fromPlain(sent)])
}

const FORMS = 'Send Alertmanager’s payload (version 4), or {"title": "…", "host": "…"} as docs/webhook.md tells.'

function read<T>(shape: z.ZodType<T>, payload: unknown, understand: (sent: T) => Incoming[]): Parsed {
  const parsed = shape.safeParse(payload)
  if (parsed.success) return { alerts: understand(parsed.data) }
  const problem = z.prettifyError({ issues: parsed.error.issues.slice(0, SHOWN_ISSUES) })
  return { problem: `this was not understood:\n${problem}\n${FORMS}` }
}

function fromAlertmanager(sent: z.infer<typeof alertmanagerAlert>): Incoming {
  const { labels, annotations } = sent
  const about = annotations.summary ?? annotations.title ?? annotations.description ?? annotations.message
  return {
    fingerprint: hashOf('alertmanager', sent.fingerprint),
    status: sent.status,
    title: inOneLine([labels.alertname, about].filter(Boolean).join(': ') || 'an alert without a name', TITLE),
    labels: bounded(labels),
    ...(sent.startsAt > 0 && { startsAtMs: sent.startsAt }),
    by: 'alertmanager',
  }
}

function fromPlain(sent: z.infer<typeof plainAlert>): Incoming {
  const { id, title, host = '' } = sent
  return {
    fingerprint: id === undefined ? hashOf('plain', title, host) : hashOf('plain-id', id),
    status: sent.status,
    title: inOneLine(title, TITLE),
    labels: bounded({ ...sent.labels, ...(host !== '' && { host }) }),
    ...(sent.startsAt !== undefined && sent.startsAt > 0 && { startsAtMs: sent.startsAt }),
    by: 'webhook',
  }
}

const hashOf = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)

/** Alerts quote what they watch: a token in them must not reach Slack. */
const inOneLine = (text: string, max: number): string =>
  redact(withoutControls(text.slice(0, 4 * max)))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, max)

const bounded = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, MOST_LABELS)
      .map(([name, value]) => [name.toLowerCase(), inOneLine(value, VALUE)]),
  )
