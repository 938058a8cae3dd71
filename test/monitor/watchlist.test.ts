import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from '../../src/config/load.ts'
import { watchSchema } from '../../src/config/watch.ts'
import { blindness } from '../../src/monitor/blind.ts'
import { inWindow } from '../../src/monitor/maintenance.ts'
import { groupsOf } from '../../src/monitor/storms.ts'
import type { Looked } from '../../src/monitor/transition.ts'
import { isDue, TICK_MS, watchlist } from '../../src/monitor/watchlist.ts'

const host = (
  name: string,
  address: string,
  more: Partial<{ tags: string[]; vantage: string; jumps: unknown[] }> = {},
) => ({
  ...{ name, address, port: 22, tags: [] as string[] },
  ...more,
})
const hosts = [
  host('web-01', '10.0.0.5', { tags: ['prod'] }),
  host('web-02', '10.0.0.6'),
  host('db-01', '192.168.7.5', { vantage: 'bastion-b' }),
  host('app-01', '10.1.0.7', { jumps: ['web-01'] }),
]
const watchOf = (watch: unknown) => watchSchema.parse(watch)
const namesIn = (groups: unknown[]) =>
  watchlist(watchOf({ channel: 'C1', groups }), hosts, 'bastion-a').map(({ host: { name } }) => name)

describe('the hosts that are watched', () => {
  it.each([
    ['by name', [{ hosts: ['web-01'] }], ['web-01']],
    ['by a pattern', [{ hosts: ['web-*'] }], ['web-01', 'web-02']],
    ['by tag', [{ tags: ['prod'] }], ['web-01']],
    ['by network', [{ networks: ['192.168.0.0/16'] }], ['db-01']],
    ['all, but for those behind a jump', [{ hosts: ['*'] }], ['web-01', 'web-02', 'db-01']],
  ])('%s', (_how, groups, names) => {
    expect(namesIn(groups)).toEqual(names)
  })

  it('are watched as the first group that names them says, from their own vantage', () => {
    const watch = watchOf({
      ...{ channel: 'C1', everySeconds: 120, severities: [{ tags: ['prod'], severity: 'critical' }] },
      groups: [{ tags: ['prod'], everySeconds: 30, channel: 'C2' }, { hosts: ['*'] }],
    })
    const seen = watchlist(watch, hosts, 'bastion-a')
    expect(
      seen.map(({ vantage, severity, settings }) => [vantage, severity, settings.channel, settings.everySeconds]),
    ).toEqual([
      ['bastion-a', 'critical', 'C2', 30],
      ['bastion-a', 'warning', 'C1', 120],
      ['bastion-b', 'warning', 'C1', 120],
    ])
  })

  it('are each looked at once in their interval, spread over it', () => {
    const many = Array.from({ length: 1_200 }, (_, index) => host(`host-${index}`, '10.0.0.1'))
    const watched = watchlist(watchOf({ channel: 'C1', groups: [{ hosts: ['*'] }] }), many, 'a')
    const perTick = Array.from({ length: 12 }, (_, tick) => watched.filter((one) => isDue(one, tick, TICK_MS)).length)
    expect(perTick.reduce((sum, count) => sum + count, 0)).toBe(1_200)
    expect(Math.max(...perTick)).toBeLessThan(150)
  })
})

const configOf = (watch: unknown) => () => parseConfig(JSON.stringify({ watch }), 'ssh-medic.yml')

describe('the configuration of the watch', () => {
  it.each([
    ['a group without a channel', { groups: [{ hosts: ['*'] }] }, /has no channel: name one here/],
    ['a group of nothing', { channel: 'C1', groups: [{}] }, /hosts: \["\*"\] is all of the inventory/],
    [
      'what can never be',
      { channel: 'C1', groups: [{ hosts: ['*'], failures: 4 }] },
      /4 failures of 3 looks can never be/,
    ],
    ['looks that are too frequent', { channel: 'C1', groups: [{ hosts: ['*'], everySeconds: 5 }] }, /everySeconds/],
    ['no network', { channel: 'C1', groups: [{ networks: ['10.0.0'] }] }, /a network such as 10.0.0.0\/8/],
    [
      'no time of day',
      { channel: 'C1', groups: [{ hosts: ['*'] }], maintenance: [{ hosts: ['*'], from: '2', to: '04:00' }] },
      /such as 02:30/,
    ],
  ])('says what is wrong with %s', (_what, watch, words) => {
    expect(configOf(watch)).toThrow(ConfigError)
    expect(configOf(watch)).toThrow(words)
  })
})

describe('a weekly window', () => {
  const web = host('web-01', '10.0.0.5')
  const isOpen = (window: object, at: string) =>
    inWindow(
      watchOf({ channel: 'C1', groups: [{ hosts: ['*'] }], maintenance: [{ hosts: ['web-*'], ...window }] }),
      web,
      new Date(at),
    )
  it.each([
    ['inside', { from: '02:00', to: '04:00' }, '2026-11-21T03:00:00Z', true],
    ['at its end', { from: '02:00', to: '04:00' }, '2026-11-21T04:00:00Z', false],
    ['on another day', { from: '02:00', to: '04:00', days: ['sun'] }, '2026-11-21T03:00:00Z', false],
    ['past midnight', { from: '23:00', to: '01:00', days: ['fri'] }, '2026-11-21T00:30:00Z', true],
    ['past midnight of the next day', { from: '23:00', to: '01:00', days: ['sat'] }, '2026-11-21T00:30:00Z', false],
  ])('%s', (_when, window, at, open) => {
    expect(isOpen(window, at)).toBe(open)
  })

  it.each([
    ['in winter, an hour after UTC', 'Europe/Berlin', '2026-01-17T01:30:00Z', true],
    ['in summer, two hours after UTC', 'Europe/Berlin', '2026-07-18T00:30:00Z', true],
    ['in summer, when it would be open in winter', 'Europe/Berlin', '2026-07-18T02:30:00Z', false],
    ['where it is another day', 'America/Los_Angeles', '2026-01-17T11:00:00Z', true],
    ['where it is Friday still', 'America/Los_Angeles', '2026-01-17T03:00:00Z', false],
    ['in UTC', 'UTC', '2026-01-17T02:30:00Z', true],
  ])('goes by the clocks of its time zone: %s', (_when, timeZone, at, open) => {
    const maintenance = [{ hosts: ['*'], days: ['sat'], from: '02:00', to: '04:00' }]
    const watch = watchOf({ channel: 'C1', groups: [{ hosts: ['*'] }], maintenance, timeZone })
    expect(inWindow(watch, web, new Date(at))).toBe(open)
  })

  it('refuses a time zone that is none', () => {
    const watch = { channel: 'C1', groups: [{ hosts: ['*'] }], timeZone: 'Moon/Tranquility' }
    expect(() => watchOf(watch)).toThrow(/a time zone such as Europe\/Berlin/)
  })
})

describe('hosts that fail together', () => {
  const failing = (name: string, address: string, jump?: string) => ({
    name,
    address,
    vantage: 'a',
    ...(jump && { jump }),
  })
  const subnet = (count: number, net: string) =>
    Array.from({ length: count }, (_, index) => failing(`${net}-${index}`, `10.0.${net}.${index}`))
  it('are one by what they share, the narrowest first; the rest stands alone', () => {
    const groups = groupsOf([...subnet(5, '1'), failing('x', '10.9.0.1'), failing('y', '10.8.0.1')])
    expect(groups.map(({ hosts: { length }, common }) => [length, common?.value])).toEqual([
      [5, '10.0.1.0/24'],
      [1, undefined],
      [1, undefined],
    ])
  })

  it('in many networks at once are one by their vantage', () => {
    const groups = groupsOf(Array.from({ length: 40 }, (_, index) => failing(`h${index}`, `10.${index}.0.1`)))
    expect(groups).toEqual([
      { hosts: expect.objectContaining({ length: 40 }), common: { kind: 'vantage', value: 'a' } },
    ])
  })

  it('behind one jump are one by that jump', () => {
    const groups = groupsOf(Array.from({ length: 4 }, (_, index) => failing(`h${index}`, `10.${index}.0.1`, 'jump-1')))
    expect(groups[0]?.common).toEqual({ kind: 'jump', value: 'jump-1' })
  })
})

describe('a bastion', () => {
  const silent: Looked = { state: 'down', symptom: 'no answer' }
  const unreachable: Looked = { state: 'down', symptom: 'no route to it' }
  const refused: Looked = { state: 'down', symptom: 'connection refused' }
  const up: Looked = { state: 'up' }
  const many = (looked: Looked, count: number) => Array.from({ length: count }, () => looked)
  it.each<[string, Looked[], { asked: number; answered: number }, boolean]>([
    ['whose canaries are silent too is blind', [refused], { asked: 2, answered: 0 }, true],
    ['one of whose canaries answers is not', many(silent, 40), { asked: 2, answered: 1 }, false],
    ['without canaries is, when everything is silent at once', many(silent, 6), { asked: 0, answered: 0 }, true],
    ['is not when one host answers', [...many(silent, 6), up], { asked: 0, answered: 0 }, false],
    ['is not when somebody refuses', [...many(silent, 6), refused], { asked: 0, answered: 0 }, false],
    ['is not for a few silent hosts', many(silent, 3), { asked: 0, answered: 0 }, false],
    ['is, too, when there is no route to anybody', many(unreachable, 6), { asked: 0, answered: 0 }, true],
    ['is not when one host is up, whatever its canaries do', [silent, up], { asked: 1, answered: 0 }, false],
    ['is not when all is well, whatever its canaries do', [up], { asked: 1, answered: 0 }, false],
  ])('%s', (_fact, looks, canaries, blind) => {
    expect(blindness(looks, canaries) !== undefined).toBe(blind)
  })
})
