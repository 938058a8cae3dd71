import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDelivery } from '../../src/queue/delivery.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { PostImpossible, PostLater } from '../../src/queue/poster.ts'
import { readIncidents } from '../../src/store/incidents.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { failed, note, queued, recordingPoster, running, saying } from './fixtures.ts'
import { KEEPING } from './pickups.ts'

describe.each(['any', 'embedded'] as const)('the outbox on Redis (%s)', async (wanted) => {
  const { redis, url } = await sharedRedis(wanted)
  const outbox = openOutbox(redis)
  const place = { channel: 'C1' }
  const closers: (() => Promise<void>)[] = []
  const deliver = (poster: ReturnType<typeof recordingPoster>) => {
    const delivery = startDelivery({ redisUrl: url, poster, pickup: KEEPING, settleMs: 300 })
    closers.push(delivery.close)
    return delivery
  }
  let runId = ''
  let count = 0
  beforeEach(() => {
    runId = `${wanted}-${++count}`
  })
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()))
  })
  const opened = async (id = runId) => {
    await outbox.open(id, place, queued)
    await outbox.wake(id)
  }

  it('posts the head once, edits it, and then replies in order', async () => {
    const poster = recordingPoster()
    deliver(poster)
    await opened()
    await eventually(() => expect(saying(poster, runId)).toEqual(['head queued']))
    await outbox.head(runId, failed)
    await outbox.reply(runId, 'a', note('first'))
    await outbox.reply(runId, 'b', note('second'))
    await eventually(() =>
      expect(saying(poster, runId)).toEqual(['head queued', 'edit failed', 'reply first', 'reply second']),
    )
    expect(poster.place).toEqual(place)
  })

  it('adds a reply once, however often it is sent', async () => {
    const poster = recordingPoster()
    deliver(poster)
    await opened()
    await Promise.all(Array.from({ length: 20 }, () => outbox.reply(runId, 'same', note('once'))))
    await outbox.reply(runId, 'last', note('last'))
    await eventually(() => expect(saying(poster, runId)).toEqual(['head queued', 'reply once', 'reply last']))
  })

  it('edits a head at most once a second and ends with the newest', async () => {
    const poster = recordingPoster()
    deliver(poster)
    await opened()
    for (let step = 0; step < 25; step++) {
      await outbox.head(runId, running(`step ${step}`))
      await setTimeout(60)
    }
    await outbox.head(runId, failed)
    await eventually(() => expect(saying(poster, runId).at(-1)).toBe('edit failed'))
    const times = poster.posts.filter((post) => post.runId === runId).map(({ atMs }) => atMs)
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
    expect(times.length).toBeGreaterThan(2)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990)
  })

  it('never lets an earlier state replace a later one', async () => {
    const poster = recordingPoster()
    await opened()
    await outbox.head(runId, failed)
    await outbox.head(runId, running('a worker that was thought dead'))
    deliver(poster)
    await eventually(() => expect(saying(poster, runId)).toEqual(['head failed']))
  })

  it('holds up one thread alone when told to slow down', async () => {
    const poster = recordingPoster()
    const slow = `${runId}-slow`
    const [refusedAtMs, takenAtMs]: number[][] = [[], []]
    poster.before = (post) => {
      if (post.runId !== slow) return
      const isTaken = saying(poster, runId).includes('reply soon')
      ;(isTaken ? takenAtMs : refusedAtMs)?.push(Date.now())
      if (!isTaken) throw new PostLater(1_200)
    }
    deliver(poster)
    await opened(slow)
    await outbox.reply(slow, 'r', note('late'))
    await eventually(() => expect(refusedAtMs).not.toEqual([]))
    await opened()
    await outbox.reply(runId, 'r', note('soon'))
    await eventually(() => expect(saying(poster, runId)).toEqual(['head queued', 'reply soon']))
    await eventually(() => expect(saying(poster, slow)).toEqual(['head queued', 'reply late']))
    expect(takenAtMs).toHaveLength(2)
    const attempts = [...(refusedAtMs ?? []), takenAtMs?.[0] ?? 0]
    const gaps = attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_200)
  })

  it('records and drops what can never be posted, and goes on with the rest', async () => {
    const poster = recordingPoster()
    poster.before = ({ says }) => {
      if (says === 'bad') throw new PostImpossible('message_not_found')
    }
    deliver(poster)
    await opened()
    await outbox.reply(runId, 'bad', note('bad'))
    await outbox.reply(runId, 'good', note('good'))
    await eventually(() => expect(saying(poster, runId)).toEqual(['head queued', 'reply good']))
    const [incident] = await readIncidents(redis)
    expect(incident).toMatchObject({ runId, what: 0, problem: 'undeliverable', because: 'message_not_found' })
  })

  it('gives a thread up when its head can never be posted', async () => {
    const poster = recordingPoster()
    poster.before = () => {
      throw new PostImpossible('channel_not_found')
    }
    deliver(poster)
    await opened()
    await outbox.reply(runId, 'r', note('homeless'))
    await eventually(async () => expect((await readIncidents(redis))[0]).toMatchObject({ runId, what: 'head' }))
    await setTimeout(200)
    expect((await readIncidents(redis)).filter((incident) => incident.runId === runId)).toHaveLength(1)
  })

  it('posts again what may not have arrived, later, and records the doubt', async () => {
    const poster = recordingPoster()
    let lost = 0
    poster.after = ({ says }) => {
      if (says === 'doubtful' && lost++ === 0) throw new Error('socket hang up')
    }
    deliver(poster)
    await opened()
    await outbox.reply(runId, 'd', note('doubtful'))
    await eventually(() => expect(saying(poster, runId)).toEqual(['head queued', 'reply doubtful', 'reply doubtful']))
    const [, first, second] = poster.posts.filter((post) => post.runId === runId)
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1_900)
    const doubts = (await readIncidents(redis)).filter((incident) => incident.runId === runId)
    expect(doubts).toMatchObject([{ what: 0, problem: 'perhaps-twice', because: 'socket hang up' }])
  })

  it('draws a reply anew after all that was said before, at its own place, and each wish once', async () => {
    const poster = recordingPoster()
    deliver(poster)
    await opened()
    await outbox.reply(runId, 'a', note('first'))
    await outbox.reply(runId, 'b', note('second'))
    await outbox.redraw(runId, 'b')
    await outbox.redraw(runId, 'nobody said this')
    const said = ['head queued', 'reply first', 'reply second', `redraw second at ts-${runId}-second`]
    await eventually(() => expect(saying(poster, runId)).toEqual(said))
    await outbox.redraw(runId, 'a', 300)
    await eventually(() => expect(saying(poster, runId)).toEqual([...said, `redraw first at ts-${runId}-first`]))
  })

  it('goes on with the rest when a message that is to be drawn anew is gone', async () => {
    const poster = recordingPoster()
    poster.before = ({ what }) => {
      if (what === 'redraw') throw new PostImpossible('message_not_found')
    }
    deliver(poster)
    await opened()
    await outbox.reply(runId, 'a', note('first'))
    await outbox.redraw(runId, 'a')
    await eventually(async () => expect((await readIncidents(redis))[0]).toMatchObject({ runId, what: 'redraw' }))
    await outbox.reply(runId, 'b', note('second'))
    await eventually(() => expect(saying(poster, runId)).toEqual(['head queued', 'reply first', 'reply second']))
  })

  it('never delivers one thread twice at a time, with several deliveries running', async () => {
    const poster = recordingPoster()
    poster.before = () => setTimeout(5)
    for (let i = 0; i < 3; i++) deliver(poster)
    await opened()
    await Promise.all(Array.from({ length: 40 }, (_, i) => outbox.reply(runId, `r${i}`, note(`n${i}`))))
    await eventually(() => expect(saying(poster, runId)).toHaveLength(41))
    expect(new Set(saying(poster, runId)).size).toBe(41)
    expect(poster.mostAtOnce).toBe(1)
  })
})
