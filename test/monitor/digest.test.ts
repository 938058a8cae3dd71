import { describe, expect, it } from 'vitest'
import type { Alert } from '../../src/domain/alert.ts'
import { digestOf, type PastCheck } from '../../src/monitor/digest.ts'
import { cronOf, lastDue } from '../../src/monitor/digest-due.ts'
import { digestLines, digestTitle } from '../../src/monitor/digest-words.ts'

const MONDAY = Date.UTC(2026, 10, 16)
const HOUR_MS = 3_600_000
const at = (hours: number) => new Date(MONDAY + hours * HOUR_MS).toISOString()
const WEEK_H = 7 * 24

const check = (host: string, hours: number, cause?: string): PastCheck => ({
  host,
  startedAt: at(hours),
  verdict: cause === undefined ? 'healthy' : 'faulty',
  cause,
  title: cause && `the title of ${cause}`,
})

function alert(hosts: string[], openedH: number, resolvedH?: number): Alert {
  const resolved = resolvedH !== undefined
  return {
    ...{ id: `${hosts[0]}-${openedH}`, version: 1, severity: 'warning', source: 'watch', place: { channel: 'C1' } },
    state: resolved ? 'resolved' : 'firing',
    hosts: hosts.map((name) => ({
      ...{ name, vantage: 'bastion-a', address: '10.0.0.5', state: resolved ? ('up' as const) : ('down' as const) },
      ...{ since: at(openedH), symptom: 'refused' },
    })),
    openedAt: at(openedH),
    ...(resolved && { resolvedAt: at(resolvedH) }),
    ...{ escalated: { steps: 0, at: at(openedH) }, notes: [], asked: [] },
  }
}
const fix = (hours: number, remedy: string, verified = true) => ({ at: at(hours), remedy, verified })
const weekOf = (remembered: Partial<Parameters<typeof digestOf>[0]>) =>
  digestOf({ checks: [], alerts: [], fixes: [], ...remembered }, MONDAY, MONDAY + WEEK_H * HOUR_MS)

describe('the digest of a week', () => {
  it('counts what was in the week, from its first moment until right before its end', () => {
    const { checks } = weekOf({
      checks: [
        ...[check('web-01', -0.01, 'a'), check('web-01', 0, 'a'), check('web-02', WEEK_H - 0.01)],
        ...[check('web-02', WEEK_H, 'a'), { ...check('web-02', 5), verdict: 'undetermined' as const }],
      ],
    })
    expect(checks).toEqual({ total: 3, faulty: 1, undetermined: 1, hosts: 2 })
  })

  it.each<[string, Alert[], ReturnType<typeof weekOf>['alerts'], ReturnType<typeof weekOf>['timeToFix']]>([
    ['none', [], { opened: 0, ended: 0, open: 0 }, undefined],
    [
      'two that ended',
      [alert(['web-01'], 1, 2), alert(['web-02'], 1, 4)],
      { opened: 2, ended: 2, open: 0 },
      { meanMs: 2 * HOUR_MS, longestMs: 3 * HOUR_MS, longestHost: 'web-02' },
    ],
    [
      'one from before that ended',
      [alert(['web-01', 'web-02'], -10, 2)],
      { opened: 0, ended: 1, open: 0 },
      { meanMs: 12 * HOUR_MS, longestMs: 12 * HOUR_MS, longestHost: '2 hosts' },
    ],
    ['one from before that goes on', [alert(['web-01'], -10)], { opened: 0, ended: 0, open: 1 }, undefined],
    ['one that ended later', [alert(['web-01'], 1, WEEK_H)], { opened: 1, ended: 0, open: 1 }, undefined],
    ['one that began later', [alert(['web-01'], WEEK_H)], { opened: 0, ended: 0, open: 0 }, undefined],
  ])('of %s tells how many, and how long they took', (_, alerts, counts, timeToFix) => {
    const digest = weekOf({ alerts })
    expect(digest.alerts).toEqual(counts)
    expect(digest.timeToFix).toEqual(timeToFix)
  })

  it('puts the cause that most hosts had first: one host that is checked often says less', () => {
    const often = Array.from({ length: 9 }, (_, hour) => check('web-01', hour, 'fail2ban-ban'))
    const { causes } = weekOf({ checks: [...often, check('web-02', 1, 'ufw-deny'), check('web-03', 1, 'ufw-deny')] })
    expect(causes).toEqual([
      { cause: 'ufw-deny', title: 'the title of ufw-deny', hosts: 2, checks: 2 },
      { cause: 'fail2ban-ban', title: 'the title of fail2ban-ban', hosts: 1, checks: 9 },
    ])
  })

  it('names five of each at most, the hosts with the most alerts first', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const digest = weekOf({
      checks: names.flatMap((name, index) => Array.from({ length: index }, () => check(name, 1, `cause-${name}`))),
      alerts: [alert(['storm-1', 'storm-2'], 1), alert(['storm-2'], 5)],
      fixes: names.map((name) => fix(1, name)),
    })
    expect(digest.noisiest).toEqual([
      { host: 'storm-2', alerts: 2, faults: 0 },
      { host: 'storm-1', alerts: 1, faults: 0 },
      ...['g', 'f', 'e'].map((host, index) => ({ host, alerts: 0, faults: 6 - index })),
    ])
    expect([digest.causes.length, digest.fixes.length]).toEqual([5, 5])
  })

  it('reads as a person would tell it', () => {
    const digest = weekOf({
      checks: [check('web-01', 1, 'fail2ban-ban'), check('web-02', 2)],
      alerts: [alert(['web-01'], 1, 1.5), alert(['web-02'], 2)],
      fixes: [fix(1, 'fail2ban-unban'), fix(2, 'fail2ban-unban', false)],
    })
    expect([digestTitle(digest), ...digestLines(digest)]).toEqual([
      'SSH from 2026-11-16 to 2026-11-23: 2 alerts, over after 30 min on average',
      'Alerts: 2 opened, 1 ended; the longest took 30 min (web-01), 1 open now.',
      'Checks: 2 of 2 hosts, 1 found a fault, 0 could not tell.',
      'Causes:',
      '• the title of fail2ban-ban (fail2ban-ban): 1 host, 1 check',
      'Fixes:',
      '• fail2ban-unban: 1 of 2 proven',
      'Noisiest hosts:',
      '• web-01: 1 alert, 1 fault',
      '• web-02: 1 alert, 0 faults',
    ])
    const quiet = weekOf({})
    expect([digestTitle(quiet), ...digestLines(quiet)]).toEqual([
      'SSH from 2026-11-16 to 2026-11-23: 0 alerts',
      'Nothing happened.',
    ])
    expect(digestLines(weekOf({ alerts: [alert(['web-01'], -10)] }))).toEqual([
      'Nothing happened, and 1 alert still open.',
    ])
  })
})

describe('when a digest was due', () => {
  it.each([
    ['on its minute', 'mon', '09:00', 9, 9],
    ['right before it: a week ago', 'mon', '09:00', 8.99, 9 - WEEK_H],
    ['later that day', 'mon', '09:00', 20, 9],
    ['six days later', 'mon', '09:00', 9 + 6 * 24, 9],
    ['on another day, over the end of the month', 'fri', '23:30', 24 * 18, 24 * 11 + 23.5],
    ['on a Sunday', 'sun', '00:00', 24 * 6, 24 * 6],
  ] as const)('%s', (_, day, time, nowH, dueH) => {
    expect(new Date(lastDue({ day, at: time }, MONDAY + nowH * HOUR_MS)).toISOString()).toBe(at(dueH))
  })

  it('is what its cron pattern says', () => {
    expect(cronOf({ day: 'mon', at: '09:00' })).toBe('0 9 * * 1')
    expect(cronOf({ day: 'sun', at: '23:05' })).toBe('5 23 * * 0')
  })
})
