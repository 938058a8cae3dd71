import type { Alert } from '../domain/alert.ts'
import { flapping, recovered, updated } from '../monitor/changes.ts'
import { gatheredAfter } from '../monitor/gathered.ts'
import { reported } from '../monitor/reports.ts'
import { changeAlert, openAlertOf } from '../store/alerts.ts'
import { gather } from '../store/gathering.ts'
import { type HostMove, readMoves, takeMoves } from '../store/moves.ts'
import { countWorkers } from '../store/workers.ts'
import type { Keeping } from './keeping.ts'
import { sweepQueue } from './queues.ts'
import { OPINION } from './sweep.ts'

const AT_ONCE = 200

/** Takes what the watch and other monitorings saw. A move that is taken twice does nothing new. */
export async function keepMoves(keeping: Keeping): Promise<void> {
  const waiting = await readMoves(keeping.redis, AT_ONCE)
  for (const { move } of waiting) if (move && isOurs(move, keeping)) await take(move, keeping)
  if (waiting.length > 0) await takeMoves(keeping.redis, waiting)
}

/** Whoever can write to Redis names no host that the bot itself does not watch. What a webhook may name, that one decides. */
const isOurs = ({ source, host }: HostMove, { watched }: Keeping) => source === 'webhook' || watched.has(host)

async function take(move: HostMove, keeping: Keeping): Promise<void> {
  const { redis } = keeping
  const alert = await openAlertOf(redis, move.host)
  if (alert) return void (await changeAlert(redis, alert.id, (now) => changedBy(now, move)))
  await gather(redis, move.host, (before) => gatheredAfter(before, move))
  if (move.move === 'open' && move.source === 'watch') await askSecondOpinion(move, keeping)
}

function changedBy(alert: Alert, move: HostMove): Alert | undefined {
  const { host, at, symptom = 'SSH fails', report } = move
  if (report) return reported(alert, { host, at, report })
  if (move.move === 'resolve') return recovered(alert, host, at)
  if (move.move === 'flapping') return flapping(alert, host, at)
  const isUp = alert.hosts.some((one) => one.name === host && one.state === 'up')
  if (isUp) return downAgain(alert, host, symptom, at)
  return updated(alert, host, symptom, at)
}

/** A host of a storm that had come back. */
const downAgain = (alert: Alert, name: string, symptom: string, at: string): Alert => ({
  ...alert,
  hosts: alert.hosts.map((host) => (host.name === name ? { ...host, state: 'down', symptom, since: at } : host)),
})

/** One other vantage that has a worker now; what it can reach, it knows itself. */
async function askSecondOpinion({ id, host, vantage }: HostMove, keeping: Keeping): Promise<void> {
  const { config, hosts, redis } = keeping
  const named = new Set([config.vantage, ...[...hosts.values()].flatMap((one) => one.vantage ?? [])])
  for (const other of [...named].filter((one) => one !== vantage)) {
    if ((await countWorkers(redis, other)) === 0) continue
    const options = {
      jobId: `${OPINION}-${id.replaceAll(':', '-')}`,
      removeOnComplete: { age: 600 },
      removeOnFail: true,
    }
    await keeping.queue(sweepQueue(other)).add(OPINION, { host }, options)
    return
  }
}
