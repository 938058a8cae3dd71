import type { Incident } from '../store/incidents.ts'
import type { Intent, Thread, ThreadStore } from '../store/threads.ts'
import type { Place } from './desk.ts'
import { type Poster, PostImpossible, PostLater } from './poster.ts'

/** At most one edit of a head in this time. */
const EDIT_EVERY_MS = 1_000
/** An unfinished post of another delivery may still be on its way for so long. */
const SETTLE_MS = 10_000
const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = 10 * 60_000
/** How often a thread looks whether the message that it belongs under is posted. */
const PARENT_EVERY_MS = 500
/** Who deletes a message that often does not want it. */
const MOST_REPOSTS = 5

export interface Delivery {
  threads: ThreadStore
  poster: Poster
  report: (incident: Incident) => Promise<void>
  /** Milliseconds since the epoch. */
  now: () => number
  settleMs?: number
}

export type Delivered = { state: 'delivered' } | { state: 'later'; delayMs: number }

type Next = { what: Intent['what']; place: Place } | { waitMs: number } | undefined

/**
 * Posts what a thread still lacks: its head once, its newest edit at most once a second, its replies in order.
 *
 * An intent is recorded before each post. When the post fails without saying whether it arrived, or the process dies in
 * between, nobody can tell whether Slack has it: reading a channel's history is not among the scopes. Such a post is not
 * repeated within this attempt, and repeated in the next one: a report that somebody sees twice is the lesser evil to a
 * report that nobody sees. The doubt is recorded.
 */
export async function deliver(runId: string, owner: string, delivery: Delivery): Promise<Delivered> {
  let thread = await delivery.threads.take(runId, owner)
  if (thread?.intent) {
    const waitMs = await settle(runId, thread.intent, delivery)
    if (waitMs > 0) return later(waitMs)
  }
  while (thread) {
    const place = await placeOf(thread, delivery)
    if (place === 'not-yet') return later(PARENT_EVERY_MS)
    const next = nextPost({ ...thread, place }, delivery.now())
    if (!next) break
    if ('waitMs' in next) return later(next.waitMs)
    const result = await post(runId, owner, thread, next, delivery)
    if (result) return result
    thread = await delivery.threads.read(runId)
  }
  return { state: 'delivered' }
}

/** Where the thread stands; within another one that is below its head, once that is posted. */
async function placeOf({ place, ts }: Thread, { threads }: Delivery): Promise<Place | 'not-yet' | undefined> {
  if (place?.within === undefined || ts !== undefined) return place
  const parent = await threads.read(place.within)
  if (!parent?.place || parent.ts === '') return undefined
  return parent.ts === undefined ? 'not-yet' : { channel: parent.place.channel, threadTs: parent.ts }
}

const later = (delayMs: number): Delivered => ({ state: 'later', delayMs: Math.ceil(delayMs) })

/** What to post next; pure. */
function nextPost({ place, head, ...thread }: Thread, nowMs: number): Next {
  if (!place || !head || thread.ts === '') return undefined
  if (thread.ts === undefined) return { what: 'head', place }
  if (thread.postedRev < thread.rev) {
    const waitMs = thread.headAtMs + EDIT_EVERY_MS - nowMs
    return waitMs > 0 ? { waitMs } : { what: 'edit', place }
  }
  if (thread.sent < thread.replies) return { what: thread.sent, place }
  return thread.redraw ? { what: 'redraw', place } : undefined
}

/** Deals with a post that a dead delivery left unfinished. Returns how long to wait until it can be judged. */
async function settle(runId: string, intent: Intent, delivery: Delivery): Promise<number> {
  const waitMs = intent.atMs + (delivery.settleMs ?? SETTLE_MS) - delivery.now()
  if (waitMs > 0) return waitMs
  await doubt(runId, intent, 'the bot stopped while it was posting', delivery)
  await delivery.threads.end(runId, intent, { failures: 0 })
  return 0
}

async function doubt(runId: string, { what }: Intent, because: string, delivery: Delivery): Promise<void> {
  if (what === 'edit' || what === 'redraw') return // The same edit twice is one edit.
  const at = new Date(delivery.now()).toISOString()
  await delivery.report({ runId, what, problem: 'perhaps-twice', because, at })
}

async function post(
  runId: string,
  owner: string,
  thread: Thread,
  { what, place }: { what: Intent['what']; place: Place },
  delivery: Delivery,
): Promise<Delivered | undefined> {
  const intent: Intent = { what, atMs: delivery.now() }
  if (!(await delivery.threads.begin(runId, owner, intent))) return { state: 'delivered' } // Another one goes on.
  try {
    const marks = await send(runId, thread, what, place, delivery)
    await delivery.threads.end(runId, intent, { ...marks, failures: 0 })
    return undefined
  } catch (error) {
    return await postFailed(runId, thread, intent, error, delivery)
  }
}

async function send(runId: string, thread: Thread, what: Intent['what'], place: Place, delivery: Delivery) {
  const { head, rev, ts = '' } = thread
  const { poster, threads, now } = delivery
  if (what === 'head' && head) {
    const posted = await poster.postHead(place, runId, head)
    return { ts: posted.ts, postedRev: rev, headAtMs: now(), place: JSON.stringify(place) }
  }
  if (what === 'edit' && head) {
    await poster.updateHead(place, ts, runId, head)
    return { postedRev: rev, headAtMs: now() }
  }
  if (what === 'redraw') return redraw(runId, thread, place, delivery)
  const index = Number(what)
  const reply = await threads.replyAt(runId, index)
  const posted = reply && (await poster.postReply(place, ts, runId, reply))
  return { sent: index + 1, ...(posted && { [`ts:${index}` as const]: posted.ts }) }
}

/** A reply that never reached Slack, or whose place there is not known, stays as it is. */
async function redraw(runId: string, thread: Thread, place: Place, { poster, threads }: Delivery) {
  const { index = -1, ts } = thread.redraw ?? {}
  const reply = await threads.replyAt(runId, index)
  if (reply && ts) await poster.updateReply(place, ts, runId, reply)
  await threads.redrawn(runId, index)
  return {}
}

async function postFailed(
  runId: string,
  thread: Thread,
  intent: Intent,
  error: unknown,
  delivery: Delivery,
): Promise<Delivered | undefined> {
  if (error instanceof PostLater) {
    await delivery.threads.end(runId, intent, { failures: thread.failures })
    return later(error.delayMs)
  }
  if (error instanceof PostImpossible) {
    const at = new Date(delivery.now()).toISOString()
    await delivery.report({ runId, what: intent.what, problem: 'undeliverable', because: error.message, at })
    if (await goesElsewhere(runId, thread, intent, error, delivery)) return undefined
    if (intent.what === 'redraw' && thread.redraw) await delivery.threads.redrawn(runId, thread.redraw.index)
    await delivery.threads.end(runId, intent, givenUp(intent.what, thread))
    return undefined
  }
  await doubt(runId, intent, error instanceof Error ? error.message : String(error), delivery)
  await delivery.threads.end(runId, intent, { failures: thread.failures + 1 })
  return later(Math.min(FIRST_RETRY_MS * 2 ** thread.failures, LAST_RETRY_MS))
}

/** A message that must last is posted anew: in its channel when only the message is gone, else in the other one. */
async function goesElsewhere(
  runId: string,
  { place, reposts, failures }: Thread,
  intent: Intent,
  { gone }: PostImpossible,
  { threads }: Delivery,
): Promise<boolean> {
  if (!place?.lasting || reposts >= MOST_REPOSTS || intent.what === 'redraw') return false
  const { fallback } = place.lasting
  if (gone === 'place' && fallback === undefined) return false
  await threads.repost(runId, gone === 'place' ? { channel: fallback ?? '', lasting: {} } : place)
  await threads.end(runId, intent, { failures })
  return true
}

/** Marks off what can never be posted. Without its head a thread has no place for the rest. */
function givenUp(what: Intent['what'], { rev }: Thread) {
  if (what === 'head') return { ts: '' }
  if (what === 'edit') return { postedRev: rev }
  if (what === 'redraw') return { failures: 0 }
  return { sent: what + 1 }
}
