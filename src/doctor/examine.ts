import { VERSION } from '../domain/version.ts'
import type { DoctorReport, ExamResult } from '../report/doctor.ts'
import { audit } from './audit.ts'
import { bot } from './bot.ts'
import { clocks } from './clocks.ts'
import { configuration } from './configuration.ts'
import { type Around, type Exam, type Result, type Role, skipped, wrong } from './exam.ts'
import { metrics, webhook } from './outward.ts'
import { ownKeys } from './own-keys.ts'
import { queues } from './queues.ts'
import { redis } from './redis.ts'
import { acceptedKeys, signingKey } from './signing-keys.ts'
import { slackScopes, slackTokens } from './slack.ts'
import { alertChannels, onCall } from './slack-alerts.ts'
import { slackChannels, slackPeople } from './slack-policy.ts'
import { visits } from './visits.ts'
import { watch } from './watch.ts'
import { wayIn } from './way-in.ts'
import { workers } from './workers.ts'

/** In the order that they are mended in: what others stand on comes first. */
const exams: readonly Exam[] = [
  configuration,
  redis,
  clocks,
  signingKey,
  acceptedKeys,
  bot,
  workers,
  queues,
  audit,
  watch,
  webhook,
  metrics,
  slackTokens,
  slackScopes,
  slackPeople,
  slackChannels,
  alertChannels,
  onCall,
  wayIn,
  ownKeys,
  visits,
]

/** Examines everything, one after the other, and tells each result at once. Rejects when cancelled. */
export async function examine(around: Around, tell: (result: ExamResult) => void): Promise<DoctorReport> {
  const results: ExamResult[] = []
  for (const exam of exams) {
    around.onStep({ name: exam.title, state: 'running' })
    const found = await examined(exam, around)
    for (const result of found) {
      const told = { exam: exam.id, title: exam.title, ...result }
      results.push(told)
      tell(told)
    }
  }
  return reportOf(around.roles, results)
}

export const reportOf = (roles: readonly Role[], results: ExamResult[]): DoctorReport => ({
  schema: 'ssh-medic/doctor@1',
  version: VERSION,
  at: new Date().toISOString(),
  examinedAs: [...roles],
  results,
})

const ELSEWHERE: Record<Role, string> = {
  bot: 'not here: that is the bot’s, and no bot is set up here (--as bot, if it is)',
  worker: 'not here: that is a worker’s, and none is set up here (--as worker, if it is)',
}

async function examined(exam: Exam, around: Around): Promise<Result[]> {
  if (exam.role && !around.roles.includes(exam.role)) return [skipped(ELSEWHERE[exam.role])]
  try {
    const results = await exam.examine(around)
    around.signal.throwIfAborted()
    return results
  } catch (error) {
    around.signal.throwIfAborted()
    // Our own failure must not hide what the others find.
    const why = error instanceof Error ? error.message : String(error)
    return [wrong(`this check itself failed: ${why}`, 'Run doctor again; if it stays, report it with this line.')]
  }
}
