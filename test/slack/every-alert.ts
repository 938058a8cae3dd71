import type { AlertCheck, AlertHost, AlertReport, Severity } from '../../src/domain/alert.ts'
import type { Diagnosed } from '../../src/domain/diagnosis.ts'
import type { ShownAlert } from '../../src/domain/message.ts'

const AT = '2026-11-21T12:00:00.000Z'
const LATER = '2026-11-21T13:07:00.000Z'
export const HOSTILE = '<!channel> *bold* <https://evil.example|click> @here \u202e`code` & _it_'
const ana = { id: 'U1', name: `Ana ${HOSTILE}` }

const CHECKS: readonly AlertCheck['state'][] = [
  'asked',
  'unattended',
  'faulty',
  'healthy',
  'undetermined',
  'failed',
  'cancelled',
]
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']

const hostOf = (change: Partial<AlertHost> = {}): AlertHost => ({
  ...{ name: 'web-01', vantage: 'bastion-a', address: '10.77.0.50', state: 'down', since: AT },
  symptom: 'connection refused',
  ...change,
})
const alertOf = (change: Partial<ShownAlert> = {}): ShownAlert => ({
  ...{ id: 'alert-0123456789abcdef01234567', version: 3, state: 'firing', severity: 'critical', source: 'watch' },
  ...{ hosts: [hostOf()], openedAt: AT, escalated: { steps: 1, at: AT } },
  ...change,
})

const fixed = { by: ana, at: AT, remedy: 'sshd-start' }
const taken = {
  acknowledged: { by: ana, at: AT },
  assigned: { by: ana, to: ana, at: AT },
  snoozed: { by: ana, at: AT, until: LATER },
}

const foundIn = ({ evidence: { runId }, diagnosis }: Diagnosed): AlertHost['found'] => {
  const [answer] = diagnosis.findings
  return answer && { runId, cause: answer.cause, title: answer.title, confidence: answer.confidence }
}

/** What the alert of a host, or of many, can come to when a check finds that. */
export function alertsWith(diagnosed: Diagnosed): ShownAlert[] {
  const { host, vantage, runId } = diagnosed.evidence
  const found = foundIn(diagnosed)
  const check: AlertCheck = { runId, state: diagnosed.diagnosis.verdict }
  const one = hostOf({ name: host.name, vantage, address: host.address, check, ...(found && { found }) })
  const healthy = { ...one, check: { runId, state: 'healthy' as const } }
  const many = Array.from({ length: 40 }, (_, index) => ({ ...one, name: `${host.name}-${index}`, fixed }))
  return [
    alertOf({ hosts: [one] }),
    alertOf({ hosts: [healthy], state: 'flapping', ...taken }),
    alertOf({ hosts: [{ ...one, fixed }], state: 'resolved', resolvedAt: LATER }),
    alertOf({ hosts: many, common: { kind: 'network', value: '10.77.0.0/24' } }),
  ]
}

/** Reports of another monitoring, as many and as hostile as they come. */
const reports = (count: number): Record<string, AlertReport> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index): [string, AlertReport] => [
      `fingerprint-${index}`,
      {
        state: index % 5 === 4 ? 'resolved' : 'firing',
        title: `${HOSTILE} ${'x'.repeat(900)}`,
        at: AT,
        by: index % 2 === 0 ? 'alertmanager' : 'webhook',
      },
    ]),
  )

/** Alerts that no recording leads to: nobody looked, each way for a check to end, storms, reports, hostile names. */
export function alertsWithout(): ShownAlert[] {
  const ended = CHECKS.map((state) => hostOf({ check: { runId: 'run-1', state, by: ana } }))
  const single = ended.flatMap((host) => SEVERITIES.map((severity) => alertOf({ hosts: [host], severity })))
  const hostile = hostOf({ name: HOSTILE.repeat(4), symptom: HOSTILE.repeat(10), vantage: 'v'.repeat(63), fixed })
  const storms = [2, 20, 21, 40, 500].map((count) =>
    Array.from({ length: count }, (_, index) => ({ ...hostile, name: `${index} ${hostile.name}` })),
  )
  const common = { kind: 'jump', value: HOSTILE.repeat(4) } as const
  const { snoozed } = taken
  return [
    ...single,
    alertOf({ hosts: [] }),
    alertOf({ hosts: ended }),
    alertOf({ ...taken, snoozed: { ...snoozed, maintenance: true } }),
    alertOf({ source: 'webhook' }),
    ...[1, 3, 4, 500].flatMap((count) => [
      alertOf({ reports: reports(count), source: 'webhook', hosts: [hostile], ...taken }),
      alertOf({ reports: reports(count), state: 'resolved', resolvedAt: LATER }),
    ]),
    ...storms.flatMap((hosts) =>
      (['firing', 'flapping', 'resolved'] as const).map((state) =>
        alertOf({ hosts, common, state, reports: reports(20), ...taken }),
      ),
    ),
  ]
}
