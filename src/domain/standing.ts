import type { Diagnosed } from './diagnosis.ts'
import { answerOf, type Evidence } from './evidence.ts'

/** How a host stood when it was last looked at from a vantage. */
export interface Standing {
  /** Whether its SSH server greeted that vantage; a ban of one client does not make a host unreachable. */
  up: boolean
  /** The answer's cause, where there was one. */
  cause?: string
  at: string
}

/** How the host of a check stands; undefined when the check did not come to ask it. Pure. */
export function standingOf({ evidence, diagnosis }: Diagnosed): Standing | undefined {
  const up = upIn(evidence)
  if (up === undefined) return undefined
  const [answer] = diagnosis.findings
  return { up, at: evidence.startedAt, ...(answer && { cause: answer.cause }) }
}

function upIn(evidence: Evidence): boolean | undefined {
  const banner = answerOf(evidence, 'banner')
  if (banner) return banner.outcome === 'banner'
  const jump = answerOf(evidence, 'jump')
  const connect = answerOf(evidence, 'connect')
  const resolve = answerOf(evidence, 'resolve')
  const failedBefore =
    (connect && connect.outcome !== 'connected') ||
    (jump && jump.outcome === 'failed') ||
    (resolve && resolve.outcome !== 'resolved')
  return failedBefore ? false : undefined
}
