import type { Incident } from '../store/incidents.ts'
import type { Doubt, Intent, Thread, ThreadStore } from '../store/threads.ts'
import type { Place } from './desk.ts'
import { type Poster, PostImpossible, PostLater } from './poster.ts'

/** At most one edit of a head in this time. */
const EDIT_EVERY_MS = 1_000
/** An unfinished post of another delivery may still be on its way for so long. */
const SETTLE_MS = 10_000
const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = 10 * 60_000

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
 * between, the next attempt looks whether Slack has it, and posts only what is absent. Where the bot may not read the
 * channel's history nobody can tell: then it is posted again, since a report that somebody sees twice is the lesser evil to
 * a report that nobody sees, and that goes on record.
 */
export async function deliver(runId: string, owner: string, delivery: Delivery): Promise<Delivered> {
  let thread = await delivery.threads.take(runId, owner)
  if (thread?.intent) {
    const waitMs = await settle(runId, thread, thread.intent, delivery)
    if (waitMs > 0) return later(waitMs)
    thread = await delivery.threads.read(runId)
  }
  while (thread) {
    const next = nextPost(thread, delivery.now())
    if (!next) break
    if ('waitMs' in next) return later(next.waitMs)
    const result = await post(runId, owner, thread, next, delivery)
    if (result) return result
    thread = await delivery.threads.read(runId)
  }
  return { state: 'delivered' }
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
async function settle(runId: string, thread: Thread, intent: Intent, delivery: Delivery): Promise<number> {
  const waitMs = intent.atMs + (delivery.settleMs ?? SETTLE_MS) - delivery.now()
  if (waitMs > 0) return waitMs
  const doubted = doubtOf(thread, intent, 'the bot stopped while it was posting')
  await delivery.threads.end(runId, intent, { failures: 0, ...doubted })
  return 0
}

/** What is to be remembered of a post whose fate nobody knows. The same edit twice is one edit: there is no doubt about those. */
function doubtOf({ doubt: before }: Thread, { what, atMs, rev = 0 }: Intent, because: string): { doubt?: string } {
  if (what === 'edit' || what === 'redraw') return {}
  const first = before?.what === what ? before : { what, atMs, rev }
  return { doubt: JSON.stringify({ ...first, because } satisfies Doubt) }
}

async function post(
  runId: string,
  owner: string,
  thread: Thread,
  { what, place }: { what: Intent['what']; place: Place },
  delivery: Delivery,
): Promise<Delivered | undefined> {
  const intent: Intent = { what, atMs: delivery.now(), rev: thread.rev }
  if (!(await delivery.threads.begin(runId, owner, intent))) return { state: 'delivered' } // Another one goes on.
  let before: Awaited<ReturnType<typeof arrivedBefore>> = 'absent'
  try {
    before = await arrivedBefore(runId, thread, what, place, delivery)
    const marks = typeof before === 'object' ? before : await send(runId, thread, what, place, delivery)
    if (before === 'unknowable') await reportTwice(runId, thread.doubt, delivery)
    await delivery.threads.end(runId, intent, { ...marks, failures: 0, ...(thread.doubt && { doubt: '' }) })
    return undefined
  } catch (error) {
    if (before === 'unknowable' && isDoubtful(error)) await reportTwice(runId, thread.doubt, delivery)
    return await postFailed(runId, thread, intent, error, delivery)
  }
}

/** Whether the post may have arrived all the same. */
const isDoubtful = (error: unknown): boolean => !(error instanceof PostLater || error instanceof PostImpossible)

/** What is to be marked off when an earlier attempt at this post has arrived after all. */
async function arrivedBefore(
  runId: string,
  { doubt, ts }: Thread,
  what: Intent['what'],
  place: Place,
  { poster, threads, now }: Delivery,
) {
  if (!doubt || doubt.what !== what) return 'absent'
  const reply = doubt.what === 'head' ? undefined : await threads.replyAt(runId, doubt.what)
  if (!poster.find || reply?.kind === 'evidence') return 'unknowable' // Files carry no mark to be found by.
  const arrival = await poster.find(place, ts, { runId, part: doubt.what }, doubt.atMs)
  if (typeof arrival !== 'object') return arrival
  const waits = doubt.what === 'head' && place.step !== undefined
  // Whoever waits for the answer is told with an edit of it.
  return { ...postedAs(doubt, arrival.ts, now()), ...(waits && { postedRev: 0 }) }
}

async function reportTwice(runId: string, doubt: Doubt | undefined, { report, now }: Delivery): Promise<void> {
  if (!doubt) return
  const { what, because } = doubt
  await report({ runId, what, problem: 'perhaps-twice', because, at: new Date(now()).toISOString() })
}

const postedAs = ({ what, rev }: Pick<Doubt, 'what' | 'rev'>, ts: string, nowMs: number) =>
  what === 'head' ? { ts, postedRev: rev, headAtMs: nowMs } : { sent: what + 1, [`ts:${what}` as const]: ts }

async function send(runId: string, thread: Thread, what: Intent['what'], place: Place, delivery: Delivery) {
  const { head, rev, ts = '' } = thread
  const { poster, threads, now } = delivery
  if (what === 'head' && head) {
    const posted = await poster.postHead(place, runId, head)
    return postedAs({ what, rev }, posted.ts, now())
  }
  if (what === 'edit' && head) {
    await poster.updateHead(place, ts, runId, head)
    return { postedRev: rev, headAtMs: now() }
  }
  if (what === 'redraw') return redraw(runId, thread, place, delivery)
  const index = Number(what)
  const reply = await threads.replyAt(runId, index)
  const posted = reply && (await poster.postReply(place, ts, runId, reply, index))
  return posted ? postedAs({ what: index, rev }, posted.ts, now()) : { sent: index + 1 }
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
    if (intent.what === 'redraw' && thread.redraw) await delivery.threads.redrawn(runId, thread.redraw.index)
    await delivery.threads.end(runId, intent, givenUp(intent.what, thread))
    return undefined
  }
  const doubted = doubtOf(thread, intent, error instanceof Error ? error.message : String(error))
  await delivery.threads.end(runId, intent, { failures: thread.failures + 1, ...doubted })
  return later(Math.min(FIRST_RETRY_MS * 2 ** thread.failures, LAST_RETRY_MS))
}

/** Marks off what can never be posted. Without its head a thread has no place for the rest. */
function givenUp(what: Intent['what'], { rev }: Thread) {
  if (what === 'head') return { ts: '' }
  if (what === 'edit') return { postedRev: rev }
  if (what === 'redraw') return { failures: 0 }
  return { sent: what + 1 }
}
