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
  return evidence.observations.find((o): o is Extract<Observation<K>, Observation> => o.observation === name) as
    | Observation<K>
    | undefined
}

/** The observation when it was really answered; undefined when it was skipped, crashed or never made. */
export function answerOf<K extends ObservationName>(evidence: Evidence, name: K): Answered<K> | undefined {
  const observation = observationOf(evidence, name)
  return isAnswered<K>(observation) ? observation : undefined
}
