import type { Diagnosed } from '../../src/domain/diagnosis.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import type { ActionReport, Asked, Head, Outcome, Reply } from '../../src/domain/message.ts'
import { VERSION } from '../../src/domain/version.ts'
import type { Place } from '../../src/queue/desk.ts'
import type { Poster } from '../../src/queue/poster.ts'
import type { CheckJob, Order } from '../../src/queue/shapes.ts'
import type { carryOut } from '../../src/remedies/carry-out.ts'
import type { WorkerNote } from '../../src/store/workers.ts'

const asked: Asked = { host: 'web-01', requestedBy: { id: 'U1' }, vantage: 'bastion-a' }
export const queued: Head = { state: 'queued', asked }
export const running = (name: string): Head => ({ state: 'running', asked, steps: [{ name, state: 'running' }] })
export const failed: Head = { state: 'failed', asked, problem: 'p', todo: 't' }
export const note = (text: string): Reply => ({ kind: 'note', text })

export const workerNote = (id: string, change: Partial<WorkerNote> = {}): WorkerNote => ({
  ...{ id, version: VERSION, keyIds: [], hosts: ['web-01'], clockAheadMs: 0 },
  ...change,
})

export const checkJob = (runId: string, host = 'web-01'): CheckJob => ({
  runId,
  host,
  requestedBy: { id: 'U1', name: 'ada' },
  requestedAt: new Date().toISOString(),
})

export function orderOf(change: Partial<Order> = {}): Order {
  const now = Date.now()
  return {
    id: crypto.randomUUID(),
    runId: 'run-1',
    host: 'web-01',
    vantage: 'bastion-a',
    remedy: 'fail2ban-unban',
    args: { jail: 'sshd', ip: '203.0.113.7' },
    direction: 'do',
    requestedBy: { id: 'U1', name: 'ada' },
    approvedBy: [],
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 300_000).toISOString(),
    ...change,
  }
}

type Change = Parameters<typeof carryOut>[0]

/** Changes no host, and writes down which order would have; it asks before, as the real one does. */
export const pretending =
  (changed: string[]) =>
  async ({ orderId = '', remedy, args, direction, hold, dryRun }: Change): Promise<ActionReport> => {
    const held = dryRun ? undefined : await hold?.()
    const outcome = outcomeOf(held, dryRun)
    if (outcome === 'verified') changed.push(orderId)
    return {
      schema: 'ssh-medic/action@1',
      ...{ orderId, remedy: remedy.id, args, direction, host: 'web-01', command: 'c', outcome },
      detail: held ?? 'It is so.',
      ...(dryRun && { dryRun: true }),
      at: new Date().toISOString(),
    }
  }

function outcomeOf(held: string | undefined, dryRun: boolean | undefined): Outcome {
  if (dryRun) return 'nothing-to-do'
  return held === undefined ? 'verified' : 'refused'
}

export function diagnosedOf(runId: string): Diagnosed {
  const evidence: Evidence = {
    schema: 'ssh-medic/evidence@1',
    runId,
    host: { name: 'web-01', address: '127.0.0.1', port: 22 },
    vantage: 'bastion-a',
    startedAt: new Date().toISOString(),
    durationMs: 1,
    observations: [],
  }
  return { evidence, diagnosis: { verdict: 'undetermined', findings: [], ruledOut: [], untested: [] } }
}

const saidIn = (reply: Reply) => (reply.kind === 'note' ? reply.text : reply.kind)

interface Posted {
  what: 'head' | 'edit' | 'reply' | 'redraw'
  runId: string
  /** The head's state, or the note's text, or the reply's kind. */
  says: string
  atMs: number
}

export interface RecordingPoster extends Poster {
  posts: Posted[]
  place: Place | undefined
  /** Runs before a post is recorded: throws what Slack would. */
  before?: (post: Posted) => void | Promise<void>
  /** Runs after a post is recorded, before the caller hears of it. */
  after?: (post: Posted) => void | Promise<void>
  /** How many posts of one thread were under way at once, at most. */
  mostAtOnce: number
}

/** Stands for Slack and writes down what reached it. */
export function recordingPoster(): RecordingPoster {
  const underWay = new Map<string, number>()
  const poster: RecordingPoster = {
    posts: [],
    place: undefined,
    mostAtOnce: 0,
    postHead: async (place, runId, head) => {
      poster.place = place
      await record({ what: 'head', runId, says: head.state, atMs: Date.now() })
      return { ts: `ts-${runId}` }
    },
    updateHead: (_place, _ts, runId, head) => record({ what: 'edit', runId, says: head.state, atMs: Date.now() }),
    postReply: async (_place, _ts, runId, reply) => {
      await record({ what: 'reply', runId, says: saidIn(reply), atMs: Date.now() })
      return { ts: `ts-${runId}-${saidIn(reply)}` }
    },
    updateReply: (_place, ts, runId, reply) =>
      record({ what: 'redraw', runId, says: `${saidIn(reply)} at ${ts}`, atMs: Date.now() }),
  }
  async function record(post: Posted) {
    const now = (underWay.get(post.runId) ?? 0) + 1
    underWay.set(post.runId, now)
    poster.mostAtOnce = Math.max(poster.mostAtOnce, now)
    try {
      await poster.before?.(post)
      poster.posts.push({ ...post, atMs: Date.now() })
      await poster.after?.(post)
    } finally {
      underWay.set(post.runId, now - 1)
    }
  }
  return poster
}

/** What was posted, as one word each. */
export const saying = (poster: RecordingPoster, runId: string) =>
  poster.posts.filter((post) => post.runId === runId).map(({ what, says }) => `${what} ${says}`)
