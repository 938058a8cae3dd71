import type { Address } from '../domain/address.ts'
import type { Recognised } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Answered, ObservationName } from '../domain/observation.ts'

/** What a recogniser may read: answered observations, and the subject of the check. */
export type Facts = { [K in ObservationName]: Answered<K> } & {
  host: Evidence['host']
  /** The address of the locked-out person. */
  client: { address: Address }
  /** The login that the locked-out person tries. */
  user: string
  vantage: string
}
export type FactName = keyof Facts

type Recognise<N extends FactName> = (facts: Pick<Facts, N>) => Recognised | undefined

interface Definition<N extends FactName, M extends FactName> {
  /** The id of the catalogue: file name, recordings folder and doc page. */
  id: string
  title: string
  /** The facts that decide. While one is missing the cause is untested, and the suspicion alone can speak. */
  needs: readonly N[]
  recognise: Recognise<N>
  /** What outside evidence suggests when the deciding facts are missing: never `proven`. */
  suspicion?: { needs: readonly M[]; recognise: Recognise<M> }
  /** The command, for a person on the host, that decides. */
  decide: (subject: Pick<Evidence, 'host' | 'client' | 'user'>) => string
  /** Causes that this one, when it holds, hides or makes meaningless. */
  masks?: readonly string[]
  /** Remedies this cause may call for. */
  remedies?: readonly string[]
}

/** A cause whose facts are looked up in evidence: what `diagnose` runs. */
export interface Cause extends Pick<Definition<never, never>, 'id' | 'title' | 'decide'> {
  masks: readonly string[]
  remedies: readonly string[]
  examine: (evidence: Evidence) => Examination
}

export type Examination =
  | { result: 'found'; recognised: Recognised }
  | { result: 'ruled-out' }
  | { result: 'untested'; missing: FactName; suspicion?: Recognised }

/** Declares a cause. Reading a fact that `needs` does not name is a compile error. */
export function defineCause<const N extends FactName, const M extends FactName = never>(
  definition: Definition<N, M>,
): Cause {
  const { id, title, decide, masks = [], remedies = [] } = definition
  return { id, title, decide, masks, remedies, examine: (evidence) => examine(definition, evidence) }
}

function examine<N extends FactName, M extends FactName>(cause: Definition<N, M>, evidence: Evidence): Examination {
  const facts = gather(cause.needs, evidence)
  if (!('missing' in facts)) {
    const recognised = cause.recognise(facts.found)
    return recognised ? { result: 'found', recognised } : { result: 'ruled-out' }
  }
  const suspicion = suspect(cause, evidence)
  return { result: 'untested', missing: facts.missing, ...(suspicion && { suspicion }) }
}

function suspect<N extends FactName, M extends FactName>({ suspicion }: Definition<N, M>, evidence: Evidence) {
  if (!suspicion) return undefined
  const facts = gather(suspicion.needs, evidence)
  return 'missing' in facts ? undefined : suspicion.recognise(facts.found)
}

function gather<N extends FactName>(
  names: readonly N[],
  evidence: Evidence,
): { found: Pick<Facts, N> } | { missing: N } {
  const found: Partial<Record<FactName, unknown>> = {}
  for (const name of names) {
    const fact = factOf(name, evidence)
    if (fact === undefined) return { missing: name }
    found[name] = fact
  }
  return { found: found as Pick<Facts, N> }
}

function factOf(name: FactName, evidence: Evidence): unknown {
  if (name === 'host' || name === 'client' || name === 'user' || name === 'vantage') return evidence[name]
  return answerOf(evidence, name)
}
