import type { Host } from '../../src/config/schema.ts'

export const TOKEN = 'a-token-that-only-the-sender-knows'

export const hosts: Host[] = [
  { name: 'web-01', address: '10.0.0.5', port: 22, tags: [] },
  { name: 'db-01.example.com', address: 'fd00::6', port: 22, tags: [], vantage: 'bastion-b' },
]

/** One alert as Alertmanager sends it. */
export const alert = (change: Record<string, unknown> = {}) => ({
  status: 'firing',
  labels: { alertname: 'SshDown', instance: 'web-01:9100', job: 'node', severity: 'critical' },
  annotations: { summary: 'SSH of web-01 does not answer' },
  startsAt: '2026-11-21T12:00:00.5Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=up',
  fingerprint: 'c0ffee0123456789',
  ...change,
})

/** What Alertmanager posts, version 4. */
export const payload = (...alerts: unknown[]) => ({
  version: '4',
  groupKey: '{}:{alertname="SshDown"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'ssh-medic',
  groupLabels: { alertname: 'SshDown' },
  commonLabels: { alertname: 'SshDown' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example.com:9093',
  alerts,
})
