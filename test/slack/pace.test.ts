import { describe, expect, it } from 'vitest'
import { createPace } from '../../src/slack/pace.ts'

/** A pace, and its clock. */
function paceAt(startMs = 0) {
  let nowMs = startMs
  const pace = createPace(() => nowMs)
  const pass = (ms: number) => {
    nowMs += ms
  }
  /** How long each of so many runs has to wait in a channel. */
  const waits = (channel: string, runs: number, from = 0) =>
    Array.from({ length: runs }, (_, run) => pace.waitMs(channel, `run-${from + run}`))
  return { pace, pass, waits }
}

describe('the pace of posts', () => {
  it('lets a burst through, and then gives each run a second of its own', () => {
    const { waits } = paceAt()
    const all = waits('C1', 28)
    expect(all.slice(0, 25)).toEqual(Array.from({ length: 25 }, () => 0))
    expect(all.slice(25)).toEqual([1_000, 2_000, 3_000])
  })

  it('keeps a run’s turn, however often it asks in between', () => {
    const { pace, pass, waits } = paceAt()
    waits('C1', 27)
    pass(500)
    expect(pace.waitMs('C1', 'run-26')).toBe(1_500)
    pass(1_500)
    expect(pace.waitMs('C1', 'run-26')).toBe(0)
  })

  it('keeps nobody waiting for another channel', () => {
    const { waits } = paceAt()
    waits('C1', 100)
    expect(waits('C2', 1)).toEqual([0])
  })

  it('lets nobody in a channel come sooner than Slack said, and then one a second', () => {
    const { pace, pass, waits } = paceAt()
    pace.hold('C1', 30_000)
    expect(waits('C1', 2)).toEqual([30_000, 31_000])
    expect(waits('C2', 1)).toEqual([0])
    pass(30_000)
    expect(pace.waitMs('C1', 'run-0')).toBe(0)
    expect(pace.waitMs('C1', 'run-1')).toBe(1_000)
  })

  it('bears a burst again after a while of silence', () => {
    const { pass, waits } = paceAt()
    waits('C1', 40)
    pass(60_000)
    expect(waits('C1', 25, 100).filter((wait) => wait > 0)).toEqual([])
  })
})
