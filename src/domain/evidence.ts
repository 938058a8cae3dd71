import type { Address } from './address.ts'
import { type Answered, isAnswered, type Observation, type ObservationName } from './observation.ts'

/** Whom a check is about. `user` and `port` are what the locked-out person tries; how we log in stands in the inventory. */
interface Subject {
  host: { name: string; address: string; port: number }
  client?: { address: Address }
  user?: string
  vantage: string
}

/** All observations of one check run: immutable, saved as one JSON file, and enough to diagnose again. */
export interface Evidence extends Subject {
  schema: 'ssh-medic/evidence@1'
  runId: string
  startedAt: string
  durationMs: number
  observations: Observation[]
}

export function observationOf<K extends ObservationName>(evidence: Evidence, name: K): Observation<K> | undefined {
  // With so many kinds of observations the compiler cannot compare their unions: the name says which one it is.
  const found: unknown = evidence.observations.find(({ observation }) => observation === name)
  return found as Observation<K> | undefined
}

/** The observation when it was really answered; undefined when it was skipped, crashed or never made. */
export function answerOf<K extends ObservationName>(evidence: Evidence, name: K): Answered<K> | undefined {
  const found: unknown = evidence.observations.find((o) => o.observation === name && isAnswered(o))
  return found as Answered<K> | undefined
}
