import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FLAP_WINDOW_MS,
  type Looked,
  type Move,
  type Rule,
  transition,
  type Watched,
} from '../../src/monitor/transition.ts'

const rule: Rule = { failures: 2, of: 3, recoveries: 2 }
const MINUTE_MS = 60_000
const up: Looked = { state: 'up' }
const down: Looked = { state: 'down', symptom: 'connection refused' }
const unknown: Looked = { state: 'unknown', because: 'ENETUNREACH' }
const LOOKS = { u: up, d: down, '?': unknown, s: { state: 'down', symptom: 'no answer' } } as const satisfies Record<
  string,
  Looked
>
const isLook = (letter: string): letter is keyof typeof LOOKS => letter in LOOKS

/** The moves that a series of looks leads to, one a minute, the silent ones left out. */
function movesOf(series: string, everyMs = MINUTE_MS, used = rule): Move[] {
  const looks = [...series].filter(isLook).map((letter) => LOOKS[letter])
  return walk(looks, used, everyMs).filter((move) => move !== 'nothing')
}

function walk(
  looks: readonly Looked[],
  used: Rule,
  everyMs = MINUTE_MS,
  keep = (watched: Watched | undefined) => watched,
): Move[] {
  let watched: Watched | undefined
  return looks.map((looked, index) => {
    const next = transition(watched, looked, used, index * everyMs)
    watched = keep(next.watched)
    return next.move
  })
}

describe('an alert of one host', () => {
  it.each([
    ['one failure is none', 'uduuu', []],
    ['two failures of three looks open one', 'udd', ['open']],
    ['also with a good look between them', 'dud', ['open']],
    ['not with two between them', 'duud', []],
    ['it stays one while the host is down', 'dddddddddd', ['open']],
    ['one good look does not end it', 'ddud', ['open']],
    ['two in a row do', 'dduu', ['open', 'resolve']],
    ['what failed before it ended does not count for the next', 'dduud', ['open', 'resolve']],
    ['it begins again by two failures alone', 'dduudd', ['open', 'resolve', 'open']],
    ['another symptom is told', 'dds', ['open', 'update']],
    ['what could not be looked at counts for nothing', 'd?????u?d?', ['open']],
    ['nor does it end anything', 'dd???', ['open']],
  ])('%s', (_fact, series, moves) => {
    expect(movesOf(series)).toEqual(moves)
  })

  it('is flapping when the host comes and goes, and ends once it has been calm', () => {
    const series = `${'du'.repeat(20)}${'u'.repeat(40)}`
    expect(movesOf(series)).toEqual(['open', 'flapping', 'resolve'])
  })

  it('that flapped is firing again when the host stays down', () => {
    expect(movesOf(`${'du'.repeat(10)}${'d'.repeat(40)}`)).toEqual(['open', 'flapping', 'update'])
  })

  it('remembers nothing of a host that is well', () => {
    expect(transition(undefined, up, rule, 0)).toEqual({ watched: undefined, move: 'nothing' })
  })

  it('forgets a single failure with time', () => {
    let watched = transition(undefined, down, rule, 0).watched
    for (let at = MINUTE_MS; at <= FLAP_WINDOW_MS + 4 * MINUTE_MS; at += MINUTE_MS)
      watched = transition(watched, up, rule, at).watched
    expect(watched).toBeUndefined()
  })
})

const anyLook = fc.constantFrom<Looked>(up, down, unknown, LOOKS.s)
const anyRule = fc
  .record({
    failures: fc.integer({ min: 1, max: 5 }),
    more: fc.integer({ min: 0, max: 4 }),
    recoveries: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ failures, more, recoveries }) => ({ failures, of: failures + more, recoveries }))
const anySeries = fc.array(anyLook, { maxLength: 200 })

const known = (looks: readonly Looked[]) => looks.map(({ state }) => state).filter((state) => state !== 'unknown')

describe('whatever is seen', () => {
  it('no host has two alerts, and nothing becomes of one that was not opened', () => {
    fc.assert(
      fc.property(anySeries, anyRule, (looks, used) => {
        const moves = walk(looks, used).filter((move) => move !== 'nothing')
        expect(`${moves.join(' ')} `).toMatch(/^(open ((update|flapping) )*resolve )*(open ((update|flapping) )*)? ?$/)
      }),
    )
  })

  it('an alert opens by K failures of the last N looks alone, counted since the one before ended', () => {
    fc.assert(
      fc.property(anySeries, anyRule, (looks, used) => {
        const moves = walk(looks, used)
        for (const [index, move] of moves.entries()) {
          if (move !== 'open') continue
          const since = moves.lastIndexOf('resolve', index) + 1
          const counted = known(looks.slice(since, index + 1)).slice(-used.of)
          expect(counted.filter((state) => state === 'down').length).toBeGreaterThanOrEqual(used.failures)
        }
      }),
    )
  })

  it('an alert ends only after good looks in a row', () => {
    fc.assert(
      fc.property(anySeries, anyRule, (looks, used) => {
        const moves = walk(looks, used)
        for (const [index, move] of moves.entries()) {
          if (move !== 'resolve') continue
          expect(known(looks.slice(0, index + 1)).slice(-used.recoveries)).toEqual(Array(used.recoveries).fill('up'))
        }
      }),
    )
  })

  it('a restart between any two looks changes nothing', () => {
    const readBack = (watched: Watched | undefined) =>
      watched === undefined ? undefined : (JSON.parse(JSON.stringify(watched)) as Watched)
    fc.assert(
      fc.property(anySeries, anyRule, (looks, used) => {
        expect(walk(looks, used, MINUTE_MS, readBack)).toEqual(walk(looks, used))
      }),
    )
  })

  it('a host that comes and goes every minute for a day has at most one alert', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), (downs) => {
        const series = [...`${'d'.repeat(downs)}u`.repeat(1_440 / (downs + 1))]
          .filter(isLook)
          .map((letter) => LOOKS[letter])
        expect(walk(series, rule).filter((move) => move === 'open')).toHaveLength(1)
      }),
    )
  })

  it('what was not known changes nothing of what follows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(up, down), { maxLength: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (looks, at) => {
          const blind = [...looks.slice(0, at), unknown, ...looks.slice(at)]
          const without = walk(looks, rule, 1).filter((move) => move !== 'nothing')
          expect(walk(blind, rule, 1).filter((move) => move !== 'nothing')).toEqual(without)
        },
      ),
    )
  })
})
