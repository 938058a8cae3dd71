import type { Redis } from 'ioredis'
import { diagnose } from '../causes/diagnose.ts'
import { readTables } from '../causes/reading/firewall-rules.ts'
import type { Host } from '../config/schema.ts'
import { canonicalAddress } from '../domain/address.ts'
import type { Diagnosed } from '../domain/diagnosis.ts'
import { answerOf } from '../domain/evidence.ts'
import type { Head } from '../domain/message.ts'
import { standingOf } from '../domain/standing.ts'
import type { CheckRequest, Tools } from '../probes/tools.ts'
import { visit } from '../probes/visit.ts'
import { packetPathOf } from '../report/packet-path.ts'
import { endCheck, endingOf } from '../store/endings.ts'
import { noteNewest } from '../store/failing.ts'
import { isVoid } from '../store/fence.ts'
import { noteRun, type PastRun } from '../store/history.ts'
import { digestOfFacts } from '../store/offers.ts'
import { noteOwnRun } from '../store/own-runs.ts'
import { saveRun } from '../store/runs.ts'
import { noteStanding } from '../store/standings.ts'
import { noteFound, noteUnanswered } from './alert-facts.ts'
import { askedBy } from './asked.ts'
import { watchForCancel } from './cancel.ts'
import { inPieces } from './in-pieces.ts'
import type { Observer } from './observer.ts'
import type { Outbox } from './outbox.ts'
import { progressOf } from './progress.ts'
import { refusedBySudo } from './refused-by-sudo.ts'
import { type CheckJob, checkJob } from './shapes.ts'

export interface CheckSurroundings {
  redis: Redis
  outbox: Outbox
  hosts: ReadonlyMap<string, Host>
  vantage: string
  tools: Pick<Tools, 'knownHosts' | 'budget'>
  /** Hears of our own failures, which the thread is told of in plain words. */
  onError: (error: Error) => void
  observer?: Pick<Observer, 'checked'>
}

/**
 * Runs one check and tells its thread. Whatever goes wrong is told there too, so it rejects only when cancelled or when the
 * thread cannot be told; a run that is repeated says everything again under the same ids, and so nothing twice.
 */
export async function runCheck(data: unknown, surroundings: CheckSurroundings, signal: AbortSignal): Promise<void> {
  const job = checkJob.parse(data)
  const { redis, onError } = surroundings
  if (await isVoid(redis, job.runId)) return // Its asker was told that nothing was started.
  if ((await endingOf(redis, job.runId))?.how === 'cancelled') return
  const cancelled = watchForCancel(redis, job.runId, onError)
  try {
    await examine(job, surroundings, AbortSignal.any([signal, cancelled.signal]))
  } catch (error) {
    if (!cancelled.signal.aborted) throw error // Its thread says already through whom it was cancelled.
  } finally {
    cancelled.stop()
  }
}

async function examine(job: CheckJob, surroundings: CheckSurroundings, signal: AbortSignal): Promise<void> {
  const { outbox, vantage } = surroundings
  const asked = askedBy(job, vantage)
  const host = surroundings.hosts.get(job.host)
  if (!host) return tellFailure(job.runId, { state: 'failed', asked, ...unknownHost(job.host, vantage) }, surroundings)

  const progress = progressOf(outbox, job.runId, asked)
  try {
    const tools = { ...surroundings.tools, onStep: progress.step, signal }
    const diagnosed = await diagnoseThere(requestOf(job, host, vantage), tools, signal)
    await progress.stop()
    await report(diagnosed)
  } catch (error) {
    await progress.stop()
    signal.throwIfAborted()
    await fail(error)
  }

  async function report(diagnosed: Diagnosed) {
    if (!(await mayAnswer(job.runId, surroundings))) return
    await saveRun(surroundings.redis, job.runId, diagnosed)
    const told = withoutObservations(diagnosed)
    const path = pathOf(diagnosed, surroundings)
    await outbox.head(job.runId, { state: 'done', asked, diagnosed: told })
    await remember(job, diagnosed, surroundings)
    await outbox.reply(job.runId, 'details', { kind: 'details', diagnosed: told, ...(path !== undefined && { path }) })
  }
  async function fail(error: unknown) {
    surroundings.onError(error instanceof Error ? error : new Error(String(error)))
    surroundings.observer?.checked({ verdict: 'failed' })
    await tellFailure(job.runId, { state: 'failed', asked, ...OWN_FAILURE }, surroundings)
  }
}

/** The shell is kept until it is known what it could mend. */
async function diagnoseThere(request: CheckRequest, tools: Tools, signal: AbortSignal): Promise<Diagnosed> {
  const { evidence, shell } = await visit(request, tools)
  try {
    signal.throwIfAborted()
    const firewall = answerOf(evidence, 'firewall')
    if (firewall) await inPieces(readTables(firewall))
    const diagnosis = diagnose(evidence)
    const offers = diagnosis.findings[0]?.remedies ?? []
    const refused = shell ? await refusedBySudo(shell, offers, signal) : []
    return { evidence, diagnosis, ...(refused.length > 0 && { refusedBySudo: refused }) }
  } finally {
    shell?.close()
  }
}

/** What is asked later: the host's history, how it stands, and the metrics. */
async function remember(job: CheckJob, diagnosed: Diagnosed, surroundings: CheckSurroundings): Promise<void> {
  const { redis, vantage, observer } = surroundings
  const { evidence, diagnosis } = diagnosed
  const [answer] = diagnosis.findings
  const standing = standingOf(diagnosed)
  await noteEverywhere(redis, job.host, pastRunOf(job, diagnosed))
  await noteFound(redis, job.host, diagnosed)
  if (standing) await noteStanding(redis, vantage, job.host, standing)
  observer?.checked({
    verdict: diagnosis.verdict,
    durationMs: evidence.durationMs,
    ...(answer && { cause: answer.cause }),
  })
}

/** For the history of the host, for what is failing now, and for whoever asked. */
async function noteEverywhere(redis: Redis, host: string, run: PastRun): Promise<void> {
  await Promise.all([noteRun(redis, host, run), noteNewest(redis, host, run), noteOwnRun(redis, { ...run, host })])
}

function pastRunOf(job: CheckJob, { evidence, diagnosis }: Diagnosed): PastRun {
  const [answer] = diagnosis.findings
  return {
    runId: job.runId,
    startedAt: evidence.startedAt,
    by: job.requestedBy,
    ...(evidence.client && { client: evidence.client.address }),
    ...(evidence.user !== undefined && { user: evidence.user }),
    verdict: diagnosis.verdict,
    ...(answer && { cause: answer.cause, title: answer.title }),
  }
}

/** Ends the check with its answer, unless somebody was faster and cancelled it. */
const mayAnswer = async (runId: string, { redis }: CheckSurroundings): Promise<boolean> =>
  (await endCheck(redis, runId, { how: 'answered' })).how === 'answered'

/** The last word of a check without an answer. */
async function tellFailure(
  runId: string,
  head: Extract<Head, { state: 'failed' }>,
  surroundings: CheckSurroundings,
): Promise<void> {
  if (!(await mayAnswer(runId, surroundings))) return
  await surroundings.outbox.head(runId, head)
  await noteUnanswered(surroundings.redis, head.asked.host, { runId, state: 'failed' })
}

/** Rules that our own code cannot follow are no reason to keep the answer back. */
function pathOf(diagnosed: Diagnosed, { onError }: CheckSurroundings): string | undefined {
  try {
    return packetPathOf(diagnosed)
  } catch (error) {
    onError(new Error('the way of the packet could not be told', { cause: error }))
    return undefined
  }
}

/** What a thread says stands in the findings. The rules of a firewall run to megabytes, and are kept once, with the run. */
const withoutObservations = ({ evidence, ...diagnosed }: Diagnosed): Diagnosed => ({
  ...diagnosed,
  evidence: { ...evidence, observations: [] },
  evidenceDigest: digestOfFacts(evidence),
})

/** Tells a thread that its check was given up, because it took its workers down with it. */
export async function giveUpCheck(data: unknown, surroundings: CheckSurroundings): Promise<void> {
  const job = checkJob.safeParse(data).data
  if (!job) return
  const { vantage } = surroundings
  const problem = 'The worker stopped several times in the middle of this check, so it was given up.'
  const todo = `Look at the log of the worker on ${vantage}, then ask again.`
  await tellFailure(job.runId, { state: 'failed', asked: askedBy(job, vantage), problem, todo }, surroundings)
}

/** What the thread is told of a failure of our own: its text is for the log, since it may hold anything. */
const OWN_FAILURE = {
  problem: 'ssh-medic itself failed in the middle of this check; this says nothing about the host.',
  todo: 'Ask again. If it fails again, the worker’s log has the reason, and `ssh-medic check HOST` on that bastion shows whether it is the queue’s or the check’s.',
}

const unknownHost = (host: string, vantage: string) => ({
  problem: `${host} is not in the inventory of ${vantage}.`,
  todo: 'Check the spelling, or add it under hosts: in that worker’s configuration and restart the worker.',
})

function requestOf(job: CheckJob, host: Host, vantage: string): CheckRequest {
  const client = job.client === undefined ? undefined : canonicalAddress(job.client)
  return {
    runId: job.runId,
    host,
    vantage,
    ...(client !== undefined && { client }),
    ...(job.user !== undefined && { user: job.user }),
    ...(job.port !== undefined && { port: job.port }),
  }
}
