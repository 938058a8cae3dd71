import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { causes } from '../causes/index.ts'
import { VERSION } from '../domain/version.ts'
import type { Observer } from '../queue/observer.ts'
import { remedyOf } from '../remedies/index.ts'
import { WEBHOOK_OUTCOMES, type WebhookOutcome } from '../webhook/outcome.ts'

const CHECK_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80]
const LAG_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600]

/** Whatever a job says, labels are only what this version knows: their number is bounded. */
const CAUSES = new Set(causes.map(({ id }) => id))
export const knownCause = (id: string) => (CAUSES.has(id) ? id : 'other')
const knownRemedy = (id: string) => (remedyOf(id) ? id : 'other')

/** A registry with what every process of ours tells of itself. */
export function openRegistry(role: string): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const build = new Gauge({
    name: 'ssh_medic_build_info',
    help: 'Always 1; the labels tell the version and what this process serves as.',
    labelNames: ['version', 'role'],
    registers: [registry],
  })
  build.set({ version: VERSION, role }, 1)
  return registry
}

/** Counts what workers do; each process counts its own. */
export function workerMeters(register: Registry, vantage: string): Pick<Observer, 'checked' | 'acted'> {
  const registers = [register]
  const checks = new Counter({
    name: 'ssh_medic_checks_total',
    help: 'Checks that ended, by verdict; failed is our own failure.',
    labelNames: ['vantage', 'verdict'],
    registers,
  })
  const found = new Counter({
    name: 'ssh_medic_causes_found_total',
    help: 'Checks that ended with this cause as their answer.',
    labelNames: ['vantage', 'cause'],
    registers,
  })
  const durations = new Histogram({
    name: 'ssh_medic_check_duration_seconds',
    help: 'How long the checks of a host took.',
    labelNames: ['vantage'],
    buckets: CHECK_SECONDS,
    registers,
  })
  const actions = new Counter({
    name: 'ssh_medic_actions_total',
    help: 'Fixes and undos that ended, by outcome.',
    labelNames: ['vantage', 'remedy', 'direction', 'outcome'],
    registers,
  })
  for (const verdict of ['healthy', 'faulty', 'undetermined', 'failed']) checks.inc({ vantage, verdict }, 0)
  return {
    checked: ({ verdict, cause, durationMs }) => {
      checks.inc({ vantage, verdict })
      if (cause !== undefined) found.inc({ vantage, cause: knownCause(cause) })
      if (durationMs !== undefined) durations.observe({ vantage }, durationMs / 1_000)
    },
    acted: ({ remedy, direction, outcome }) =>
      actions.inc({ vantage, remedy: knownRemedy(remedy), direction, outcome }),
  }
}

/** Counts what becomes of messages to Slack. */
export function deliveryMeters(register: Registry): Pick<Observer, 'delivered' | 'undelivered'> {
  const lag = new Histogram({
    name: 'ssh_medic_slack_delivery_lag_seconds',
    help: 'From a word put into the outbox until its thread in Slack had all that it lacked.',
    buckets: LAG_SECONDS,
    registers: [register],
  })
  const troubles = new Counter({
    name: 'ssh_medic_slack_delivery_troubles_total',
    help: 'Deliveries put off (429, Slack away), given up (channel archived), or perhaps posted twice.',
    labelNames: ['how'],
    registers: [register],
  })
  for (const how of ['later', 'undeliverable', 'perhaps-twice']) troubles.inc({ how }, 0)
  return {
    delivered: (lagMs) => lag.observe(Math.max(0, lagMs) / 1_000),
    undelivered: (how) => troubles.inc({ how }),
  }
}

/** Counts what becomes of requests to the webhook. */
export function webhookMeter(register: Registry): (outcome: WebhookOutcome) => void {
  const requests = new Counter({
    name: 'ssh_medic_webhook_requests_total',
    help: 'Requests to the webhook, by what became of them.',
    labelNames: ['outcome'],
    registers: [register],
  })
  for (const outcome of WEBHOOK_OUTCOMES) requests.inc({ outcome }, 0)
  return (outcome) => requests.inc({ outcome })
}
