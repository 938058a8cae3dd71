import type { Alert } from '../domain/alert.ts'
import { downAgain, flapping, recovered, updated } from '../monitor/changes.ts'
import { gatheredAfter } from '../monitor/gathered.ts'
import { reported } from '../monitor/reports.ts'
import { changeAlert, openAlertIds } from '../store/alerts.ts'
import { gather } from '../store/gathering.ts'
import { type HostMove, readMoves, takeMoves } from '../store/moves.ts'
import { countWorkers } from '../store/workers.ts'
import type { Keeping } from './keeping.ts'
import { sweepQueue } from './queues.ts'
import { OPINION } from './sweep.ts'

const AT_ONCE = 1_000

/** Takes what the watch and other monitorings saw, all of it. A move that is taken twice does nothing new. */
export async function keepMoves(keeping: Keeping): Promise<void> {
  for (;;) {
    const waiting = await readMoves(keeping.redis, AT_ONCE)
    await takeAll(
      waiting.flatMap(({ move }) => (move && isOurs(move, keeping) ? [move] : [])),
      keeping,
    )
    if (waiting.length > 0) await takeMoves(keeping.redis, waiting)
    if (waiting.length < AT_ONCE) return
  }
}

/** Whoever can write to Redis names no host that the bot itself does not watch. What a webhook may name, that one decides. */
const isOurs = ({ source, host }: HostMove, { watched }: Keeping) => source === 'webhook' || watched.has(host)

/** What is about one alert changes it once: a storm of thousands is written once, not thousands of times. */
async function takeAll(moves: readonly HostMove[], keeping: Keeping): Promise<void> {
  const { redis } = keeping
  const hosts = [...new Set(moves.map(({ host }) => host))]
  const ids = await openAlertIds(redis, hosts)
  const left = moves.filter(({ host }) => !ids.has(host))
  for (const id of new Set(ids.values()))
    left.push(
      ...(await changedByAll(
        id,
        moves.filter(({ host }) => ids.get(host) === id),
        keeping,
      )),
    )
  await gatherAll(left, keeping)
}

/** Returns what came after the alert was over: that begins anew. */
async function changedByAll(id: string, moves: readonly HostMove[], { redis }: Keeping): Promise<readonly HostMove[]> {
  let left = moves
  await changeAlert(redis, id, (alert) => {
    let now = alert
    left = moves.filter((move) => {
      if (now.state === 'resolved') return true
      now = changedBy(now, move) ?? now
      return false
    })
    return now
  })
  return left
}

function changedBy(alert: Alert, move: HostMove): Alert | undefined {
  const { host, at, symptom = 'SSH fails', report } = move
  if (report) return reported(alert, { host, at, report })
  // What was seen before the host came to be as it is was taken long ago, and comes again.
  if (alert.hosts.some(({ name, since }) => name === host && at < since)) return undefined
  if (move.move === 'resolve') return recovered(alert, host, at)
  if (move.move === 'flapping') return flapping(alert, host, at)
  const isUp = alert.hosts.some((one) => one.name === host && one.state === 'up')
  return isUp ? downAgain(alert, host, symptom, at) : updated(alert, host, symptom, at)
}

/** Has them wait for an alert, and asks another vantage what it sees. */
export async function gatherAll(moves: readonly HostMove[], keeping: Keeping): Promise<void> {
  const { redis, now } = keeping
  for (const move of moves) await gather(redis, move.host, (before) => gatheredAfter(before, move, now()))
  const opening = moves.filter(({ move, source }) => move === 'open' && source === 'watch')
  if (opening.length > 0) await askSecondOpinions(opening, keeping)
}

/** One other vantage that has a worker now; what it can reach, it knows itself. */
async function askSecondOpinions(moves: readonly HostMove[], keeping: Keeping): Promise<void> {
  const present: string[] = []
  for (const vantage of keeping.vantages) if ((await countWorkers(keeping.redis, vantage)) > 0) present.push(vantage)
  for (const { id, host, vantage } of moves) {
    const other = present.find((one) => one !== vantage)
    const jobId = `${OPINION}-${id.replaceAll(':', '-')}`
    const options = { jobId, removeOnComplete: { age: 600 }, removeOnFail: true }
    if (other !== undefined) await keeping.queue(sweepQueue(other)).add(OPINION, { host }, options)
  }
}
