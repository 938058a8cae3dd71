import { describe, expect, it } from 'vitest'
import type { Remembered } from '../../src/store/reports.ts'
import { alertHostFinder } from '../../src/webhook/alert-host.ts'
import { heard } from '../../src/webhook/heard.ts'
import { type Incoming, incomingIn, MOST_ALERTS } from '../../src/webhook/incoming.ts'
import { carriesToken, webhookToken } from '../../src/webhook/token.ts'
import { alert, hosts, payload, TOKEN } from './payloads.ts'

function alertsIn(sent: unknown): Incoming[] {
  const parsed = incomingIn(sent)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.alerts
}

describe('what other monitorings send', () => {
  it('reads Alertmanager’s payload, each alert of a group by itself', () => {
    const resolved = alert({ status: 'resolved', fingerprint: 'beef', endsAt: '2026-11-21T12:05:00Z' })
    const [first, second] = alertsIn(payload(alert(), resolved))
    expect(first).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{24}$/),
      status: 'firing',
      title: 'SshDown: SSH of web-01 does not answer',
      labels: { alertname: 'SshDown', instance: 'web-01:9100', job: 'node', severity: 'critical' },
      startsAtMs: Date.UTC(2026, 10, 21, 12, 0, 0, 500),
      by: 'alertmanager',
    })
    expect(second?.status).toBe('resolved')
    expect(second?.fingerprint).not.toBe(first?.fingerprint)
  })

  it('reads a plain alert, alone or in a list, and knows it again by its id or else by title and host', () => {
    const [one] = alertsIn({ title: 'SSH is down', host: 'web-01' })
    expect(one).toEqual({
      fingerprint: expect.any(String),
      status: 'firing',
      title: 'SSH is down',
      labels: { host: 'web-01' },
      by: 'webhook',
    })
    const [again, other, byId] = alertsIn({
      alerts: [
        { title: 'SSH is down', host: 'web-01', status: 'resolved' },
        { title: 'SSH is down', host: 'web-02' },
        { id: 'a', title: 'SSH is down', host: 'web-01' },
      ],
    })
    expect(again?.fingerprint).toBe(one?.fingerprint)
    expect(new Set([one, other, byId].map((each) => each?.fingerprint)).size).toBe(3)
    expect(alertsIn({ id: 'a', title: 'now called otherwise' })[0]?.fingerprint).toBe(byId?.fingerprint)
  })

  it.each([
    ['nothing', undefined],
    ['a list', [alert()]],
    ['another version', { ...payload(alert()), version: '3' }],
    ['an alert without a time', payload(alert({ startsAt: 'yesterday' }))],
    ['an alert in an unknown state', payload(alert({ status: 'suppressed' }))],
    ['labels that are no texts', payload(alert({ labels: { host: { toString: 'x' } } }))],
    ['too many alerts', payload(...Array.from({ length: MOST_ALERTS + 1 }, () => alert()))],
    ['a plain alert without a title', { host: 'web-01' }],
  ])('refuses %s, and says what would be right', (_, sent) => {
    expect(incomingIn(sent)).toEqual({
      problem: expect.stringMatching(/^this (is no JSON object|was not understood)[\s\S]*docs\/webhook\.md/),
    })
  })

  it('names the first things that are wrong, and not a thousand of them', () => {
    const many = Array.from({ length: MOST_ALERTS }, () => ({ host: 'web-01' }))
    const refused = incomingIn({ alerts: many })
    const problem = 'problem' in refused ? refused.problem : ''
    expect(problem).toContain('at alerts[0].title')
    expect(problem.length).toBeLessThan(1_000)
  })

  it('takes a plain alert of a sender that also tells its own version', () => {
    expect(alertsIn({ version: '1.2', title: 'SSH is down', host: 'web-01' })).toHaveLength(1)
  })

  it('bounds and cleans whatever the texts hold, and lets no secret through', () => {
    const [one] = alertsIn(
      payload(
        alert({
          labels: { alertname: `a\u202e${'x'.repeat(5_000)}`, host: `web-01\n${'y'.repeat(5_000)}` },
          annotations: {},
        }),
      ),
    )
    expect(one?.title).toMatch(/^ax{199}$/)
    expect(one?.labels.host?.length).toBeLessThanOrEqual(300)
    const [secret] = alertsIn({ title: 'failed with token=abcdef123456 and xoxb-1234567890-abc', host: 'web-01' })
    expect(secret?.title).toBe('failed with token=[redacted] and [redacted]')
  })
})

describe('the host of an alert', () => {
  // One is called like a label, as nothing forbids.
  const find = alertHostFinder([...hosts, { name: 'server', address: '10.0.0.9', port: 22, tags: [] }])
  const nameOf = (labels: Record<string, string>) => {
    const found = find(labels)
    if (!found) return undefined
    return 'host' in found ? found.host.name : `stranger ${found.stranger}`
  }
  it.each([
    [{ instance: 'web-01:9100' }, 'web-01'],
    [{ instance: 'web-01.example.com:9100' }, 'web-01'],
    [{ instance: '10.0.0.5:22' }, 'web-01'],
    [{ instance: '[fd00::6]:9100' }, 'db-01.example.com'],
    [{ host: 'db-01' }, 'db-01.example.com'],
    [{ hostname: 'WEB-01' }, 'web-01'],
    [{ target: 'ssh://deploy@web-01:22' }, 'web-01'],
    [{ instance: 'blackbox:9115', target: 'web-01:22' }, 'web-01'],
    [{ instance: 'web-01:9100', host: 'db-01.example.com' }, 'db-01.example.com'],
    [{ instance: 'web-99:9100' }, 'stranger web-99:9100'],
    [{ instance: '<!channel>' }, 'stranger <!channel>'],
    [{ server: 'web-99' }, 'stranger web-99'],
    [{ alertname: 'Watchdog', job: 'web-01' }, undefined],
    [{}, undefined],
  ])('in %j is %s', (labels, name) => {
    expect(nameOf(labels)).toBe(name)
  })
})

describe('a report', () => {
  const NOW = 9_000
  const firing = (sinceMs: number): Remembered => ({ status: 'firing', sinceMs })
  const resolved = (sinceMs: number): Remembered => ({ status: 'resolved', sinceMs })
  it.each<[string, Remembered | undefined, 'firing' | 'resolved', number | undefined, Remembered | undefined]>([
    ['of a new alert is news', undefined, 'firing', 5_000, firing(5_000)],
    ['that is repeated is none', firing(5_000), 'firing', 5_000, undefined],
    ['that puts its begin earlier is none', firing(5_000), 'firing', 4_000, undefined],
    ['of an alert that fires anew is news', resolved(5_000), 'firing', 6_000, firing(6_000)],
    ['that comes late, after the end, is none', resolved(5_000), 'firing', 5_000, undefined],
    ['of the end is news', firing(5_000), 'resolved', 5_000, resolved(5_000)],
    ['of the end of an earlier time is none', firing(5_000), 'resolved', 4_000, undefined],
    ['of the end that is repeated is none', resolved(5_000), 'resolved', 5_000, undefined],
    ['of the end of what nobody heard of is none', undefined, 'resolved', 5_000, undefined],
    ['without a time is news once', undefined, 'firing', undefined, firing(NOW)],
    ['without a time is none while it fires', firing(5_000), 'firing', undefined, undefined],
    ['without a time is news after the end', resolved(5_000), 'firing', undefined, firing(NOW)],
    ['without a time ends it', firing(5_000), 'resolved', undefined, resolved(5_000)],
  ])('%s', (_, before, status, startsAtMs, after) => {
    expect(heard(before, { status, ...(startsAtMs !== undefined && { startsAtMs }) }, NOW)).toEqual(after)
  })
})

describe('the token', () => {
  it.each([
    [`Bearer ${TOKEN}`, true],
    [`bearer  ${TOKEN} `, true],
    [`Bearer ${TOKEN}x`, false],
    [`Bearer ${TOKEN.slice(1)}`, false],
    ['Bearer ', false],
    [`Basic ${TOKEN}`, false],
    [TOKEN, false],
    ['', false],
    [undefined, false],
  ])('in %j counts: %s', (header, counts) => {
    expect(carriesToken(header, TOKEN)).toBe(counts)
  })

  it('must be there, and long enough', () => {
    expect(() => webhookToken(undefined, {})).toThrow(/^webhook has no token: .*openssl rand -hex 32/)
    expect(() => webhookToken(undefined, { SSH_MEDIC_WEBHOOK_TOKEN: 'short' })).toThrow(
      'has 5 characters, and needs 16',
    )
    expect(() => webhookToken('/nonexistent/token', {})).toThrow('cannot read /nonexistent/token: ENOENT')
    expect(webhookToken('/nonexistent/token', { SSH_MEDIC_WEBHOOK_TOKEN: `${TOKEN}\n` })).toBe(TOKEN)
  })
})
