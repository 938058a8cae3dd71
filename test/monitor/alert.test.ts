import { describe, expect, it } from 'vitest'
import type { Alert } from '../../src/domain/alert.ts'
import { acted } from '../../src/monitor/acts.ts'
import {
  downAgain,
  joined,
  opened,
  recovered,
  reopened,
  updated,
  withEnded,
  withFix,
  withNote,
  withOrder,
  withoutFix,
} from '../../src/monitor/changes.ts'
import { escalated } from '../../src/monitor/escalate.ts'
import { resolvedWords, takenWords } from '../../src/monitor/words.ts'

const AT = '2026-11-21T12:00:00.000Z'
const later = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000)
const hostOf = (name: string) => ({
  name,
  vantage: 'bastion-a',
  address: '10.0.0.5',
  since: AT,
  symptom: 'connection refused',
})
const alertOf = (...names: string[]): Alert =>
  opened(
    { id: 'alert-1', severity: 'warning', source: 'watch', place: { channel: 'C1' }, hosts: names.map(hostOf) },
    AT,
  )
const ana = { id: 'U1', name: 'Ana' }
const found = { runId: 'alert-1.1', cause: 'sshd-stopped', title: 'sshd is not running', confidence: 'proven' as const }
const must = (alert: Alert | undefined): Alert => {
  if (!alert) throw new Error('nothing became of it')
  return alert
}
const lastNote = (alert: Alert) => alert.notes.at(-1)?.text

describe('an alert', () => {
  it('asks for a full check of its first three hosts, each once', () => {
    const many = alertOf('a', 'b', 'c', 'd', 'e')
    expect(many.asked.map(({ runId, host }) => [runId, host])).toEqual([
      ['alert-1.1', 'a'],
      ['alert-1.2', 'b'],
      ['alert-1.3', 'c'],
    ])
    expect(joined(many, [hostOf('f')], AT).asked).toHaveLength(3)
  })

  it('is resolved with the last of its hosts, and says how long, why and who', () => {
    const both = alertOf('a', 'b')
    const one = must(recovered(both, 'a', later(5).toISOString()))
    expect(one.state).toBe('firing')
    const known = must(
      withEnded(
        must(withFix(one, 'b', { by: ana, at: AT, remedy: 'sshd-start' })),
        'b',
        { runId: 'alert-1.2', state: 'faulty' },
        found,
      ),
    )
    const over = must(recovered(known, 'b', later(12).toISOString()))
    expect(over).toMatchObject({ state: 'resolved', resolvedAt: later(12).toISOString() })
    expect(lastNote(over)).toBe(
      '2 hosts answer again. The cause was: sshd is not running. Ana fixed it (sshd-start). It lasted 12 min.',
    )
    expect(recovered(over, 'b', AT)).toBeUndefined()
  })

  it('says who ordered the fix when the host answers before it is proven, and then who fixed it', () => {
    const fix = { by: ana, at: AT, remedy: 'sshd-start' }
    const over = must(recovered(must(withOrder(alertOf('a'), 'a', fix)), 'a', later(1).toISOString()))
    expect(lastNote(over)).toContain('Ana ordered sshd-start.')
    expect(resolvedWords(must(withFix(over, 'a', fix)))).toContain('Ana fixed it (sshd-start).')
    expect(withFix(over, 'a', { ...fix, remedy: 'ufw-allow' })).toBeUndefined()
    expect(withOrder(over, 'a', fix)).toBeUndefined()
  })

  it('goes to whoever is on call again when the fix is undone', () => {
    const fixed = must(withFix(alertOf('a'), 'a', { by: ana, at: AT, remedy: 'sshd-start' }))
    expect(stepsTaken(fixed, 15)).toEqual([undefined])
    expect(stepsTaken(must(withoutFix(fixed, 'a')), 15)).toEqual([FIRST])
  })

  it('that begins again has nobody who took it, and is examined again', () => {
    const over = must(recovered({ ...alertOf('a'), acknowledged: { by: ana, at: AT } }, 'a', AT))
    const again = reopened(over, [hostOf('a')], later(3).toISOString())
    expect(again).toMatchObject({ state: 'firing', escalated: { steps: 0 } })
    expect(again).not.toHaveProperty('acknowledged')
    expect(again).not.toHaveProperty('resolvedAt')
    expect(again.asked.map(({ runId }) => runId)).toEqual(['alert-1.1', 'alert-1.2'])
  })
})

it('an alert that begins again stays snoozed until then, and no longer', () => {
  const snoozed = { by: ana, at: AT, until: later(60).toISOString() }
  const over = { ...must(recovered(alertOf('a'), 'a', AT)), snoozed }
  expect(reopened(over, [hostOf('a')], later(30).toISOString())).toMatchObject({ snoozed })
  expect(reopened(over, [hostOf('a')], later(90).toISOString())).not.toHaveProperty('snoozed')
})

it('an alert that begins again all day asks for ten checks a day, and keeps its newest notes', () => {
  let alert = alertOf('a')
  for (let minutes = 5; minutes <= 1_430; minutes += 5) {
    const at = later(minutes).toISOString()
    alert = reopened(must(recovered(alert, 'a', at)), [hostOf('a')], at)
  }
  expect(alert.asked).toHaveLength(10)
  expect(alert.notes).toHaveLength(200)
  expect(reopened(alert, [hostOf('a')], later(1_441).toISOString()).asked.at(-1)?.runId).toBe('alert-1.11')
})

it('a host of a storm that fails again is not taken for fixed', () => {
  const fixed = must(withFix(alertOf('a', 'b'), 'a', { by: ana, at: AT, remedy: 'sshd-start' }))
  const one = must(recovered(fixed, 'a', later(1).toISOString()))
  expect(downAgain(one, 'a', 'no answer', later(2).toISOString()).hosts[0]).not.toHaveProperty('fixed')
})

it('the same words of the same moment are one note', () => {
  const told = withNote(alertOf('a'), AT, 'twice')
  expect(withNote(told, AT, 'twice').notes).toHaveLength(1)
})

describe('what a host shows', () => {
  const other = (minutes: number, alert = alertOf('a')) =>
    updated(alert, 'a', 'no answer', later(minutes).toISOString())

  it('is edited into the message without a word in the thread, and examined anew after ten minutes', () => {
    expect(must(other(1))).toMatchObject({ hosts: [{ symptom: 'no answer' }], notes: [], asked: [{ host: 'a' }] })
    expect(must(other(10)).asked.map(({ runId }) => runId)).toEqual(['alert-1.1', 'alert-1.2'])
  })

  it('changes nothing when it is the same, but that an alert which flapped is firing again', () => {
    expect(updated(alertOf('a'), 'a', 'connection refused', AT)).toBeUndefined()
    expect(updated({ ...alertOf('a'), state: 'flapping' }, 'a', 'connection refused', AT)?.state).toBe('firing')
  })
})

describe('what people do with an alert', () => {
  it('is acknowledged once, and who comes later hears by whom', () => {
    const first = acted(alertOf('a'), { act: 'acknowledge' }, ana, later(1))
    const alert = must('alert' in first ? first.alert : undefined)
    expect(acted(alert, { act: 'acknowledge' }, { id: 'U2' }, later(2))).toEqual({
      told: 'Ana acknowledged it at 2026-11-21 12:01 UTC already.',
    })
  })

  it('goes from one to another by taking it', () => {
    const first = acted(alertOf('a'), { act: 'assign' }, ana, later(1))
    const second = acted(
      must('alert' in first ? first.alert : undefined),
      { act: 'assign' },
      { id: 'U2', name: 'Ben' },
      later(2),
    )
    expect('alert' in second && lastNote(second.alert)).toBe('Ben takes it from Ana.')
  })

  it('is handed to somebody, who is mentioned; who is on call is reminded anew until it is taken', () => {
    const mine = acted(alertOf('a'), { act: 'assign' }, ana, later(10))
    const handed = acted(
      must('alert' in mine ? mine.alert : undefined),
      { act: 'assign', to: { id: 'U2', name: 'Ben' } },
      ana,
      later(20),
    )
    const asked = must('alert' in handed ? handed.alert : undefined)
    expect(asked.notes.at(-1)).toMatchObject({
      text: 'Ana asks Ben to take it.',
      mention: { users: ['U2'], groups: [] },
    })
    expect(takenWords(asked)).toEqual(['Ben is asked to take it.'])
    expect(stepsTaken(asked, 34, 35)).toEqual([undefined, FIRST])
    const taken = acted(asked, { act: 'assign' }, { id: 'U2', name: 'Ben' }, later(25))
    const his = must('alert' in taken ? taken.alert : undefined)
    expect(lastNote(his)).toBe('Ben takes it.')
    expect(takenWords(his)).toEqual(['Ben has it.'])
    expect(stepsTaken(his, 500)).toEqual([undefined])
  })

  it('is snoozed until a moment of choice', () => {
    const until = later(90).toISOString()
    const quiet = acted(alertOf('a'), { act: 'snooze', until }, ana, later(1))
    expect('alert' in quiet && quiet.alert.snoozed).toEqual({ by: ana, at: later(1).toISOString(), until })
  })

  it('is too late once it is over', () => {
    const over = must(recovered(alertOf('a'), 'a', AT))
    expect(acted(over, { act: 'assign' }, ana, later(1))).toEqual({ told: expect.stringContaining('is over') })
  })
})

const onCall = [
  { users: ['U1'], groups: [], afterMinutes: 15 },
  { users: [], groups: ['S2'], afterMinutes: 30 },
]
const stepsTaken = (alert: Alert, ...minutes: number[]) => {
  let now = alert
  return minutes.map((minute) => {
    const next = escalated(now, { onCall }, later(minute).getTime())
    now = next ?? now
    return next?.notes.at(-1)?.mention
  })
}
const FIRST = { users: ['U1'], groups: [] }
const NEXT = { users: [], groups: ['S2'] }

describe('the escalation', () => {
  it('mentions one after another, each once, and each after its time', () => {
    expect(stepsTaken(alertOf('a'), 14, 15, 16, 44, 45, 400)).toEqual([
      undefined,
      FIRST,
      undefined,
      undefined,
      NEXT,
      undefined,
    ])
  })

  it('begins at once when it is critical', () => {
    expect(stepsTaken({ ...alertOf('a'), severity: 'critical' }, 0, 29, 30)).toEqual([FIRST, undefined, NEXT])
  })

  it.each<[string, Partial<Alert>]>([
    ['acknowledged', { acknowledged: { by: ana, at: AT } }],
    ['taken', { assigned: { by: ana, to: ana, at: AT }, acknowledged: { by: ana, at: AT } }],
    ['resolved', { state: 'resolved' }],
    ['snoozed', { snoozed: { by: ana, at: AT, until: later(600).toISOString() } }],
    [
      'fixed, and the fix verified',
      { hosts: [{ ...hostOf('a'), state: 'down', fixed: { by: ana, at: AT, remedy: 'sshd-start' } }] },
    ],
  ])('leaves an alert alone that is %s', (_how, change) => {
    expect(stepsTaken({ ...alertOf('a'), ...change }, 100, 500)).toEqual([undefined, undefined])
  })

  it('goes on when a snooze is over, after its whole time', () => {
    const snoozed = { by: ana, at: AT, until: later(60).toISOString() }
    expect(stepsTaken({ ...alertOf('a'), snoozed }, 61, 74, 75)).toEqual([undefined, undefined, FIRST])
  })
})
