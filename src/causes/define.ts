import type { Address } from '../domain/address.ts'
import type { Recognised } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Answered, ObservationName, OutsideName } from '../domain/observation.ts'

/** What a recogniser may read: answered observations, and the subject of the check. */
type Facts = { [K in ObservationName]: Answered<K> } & {
  host: Evidence['host']
  /** The address of the locked-out person. */
  client: { address: Address }
  /** The login that the locked-out person tries. */
  user: string
  vantage: string
}
export type FactName = keyof Facts

type Recognise<N extends FactName, O extends FactName, R = Recognised | NotTested> = (
  facts: Pick<Facts, N> & { [K in O]: Facts[K] | undefined },
) => R | undefined

/** What was read does not decide after all: a clause that ends "not tested because …". */
interface NotTested {
  untested: string
}

interface Definition<N extends FactName, M extends FactName, O extends FactName = never> {
  /** The id of the catalogue: file name, recordings folder and doc page. */
  id: string
  title: string
  /** The facts that decide. While one is missing the cause is untested, and the suspicion alone can speak. */
  needs: readonly N[]
  /** Facts that sharpen the answer where there are any: undefined when missing. */
  also?: readonly O[]
  recognise: Recognise<N, O>
  /** What outside evidence, and what `also` names, suggest when the deciding facts are missing: never `proven`. */
  suspicion?: { needs: readonly M[]; recognise: Recognise<M, O, Recognised> }
  /** Outside answers that rule the cause out without a look inside: probe to outcome. */
  excludedBy?: Partial<Record<OutsideName, string>>
  /** The command, for a person on the host, that decides. */
  decide: (subject: Pick<Evidence, 'host' | 'client' | 'user'>) => string
  /** A shell still comes, only later or without what goes with it: what keeps it away altogether is the answer before this. */
  sparesShell?: true
  /** Causes that this one, when it holds, hides or makes meaningless. */
  masks?: readonly string[]
  /** Remedies this cause may call for. */
  remedies?: readonly string[]
}

/** A cause whose facts are looked up in evidence: what `diagnose` runs. */
export interface Cause extends Pick<Definition<never, never>, 'id' | 'title' | 'decide'> {
  sparesShell: boolean
  masks: readonly string[]
  remedies: readonly string[]
  examine: (evidence: Evidence) => Examination
}

export type Examination =
  | { result: 'found'; recognised: Recognised }
  | { result: 'ruled-out' }
  | { result: 'untested'; missing: FactName[]; because?: string; suspicion?: Recognised }
  | { result: 'crashed'; error: string }

/** Declares a cause. Reading a fact that `needs` or `also` does not name is a compile error. */
export function defineCause<
  const N extends FactName,
  const M extends FactName = never,
  const O extends FactName = never,
>(definition: Definition<N, M, O>): Cause {
  const { id, title, decide, sparesShell = false, masks = [], remedies = [] } = definition
  return { id, title, decide, sparesShell, masks, remedies, examine: (evidence) => examine(definition, evidence) }
}

function examine<N extends FactName, M extends FactName, O extends FactName>(
  cause: Definition<N, M, O>,
  evidence: Evidence,
): Examination {
  if (isExcluded(cause.excludedBy ?? {}, evidence)) return { result: 'ruled-out' }
  const missing = cause.needs.filter((name) => factOf(name, evidence) === undefined)
  if (missing.length > 0) {
    const suspicion = suspect(cause, evidence)
    return { result: 'untested', missing, ...(suspicion && { suspicion }) }
  }
  const recognised = cause.recognise(gather([...cause.needs, ...(cause.also ?? [])], evidence))
  if (recognised && 'untested' in recognised) return { result: 'untested', missing: [], because: recognised.untested }
  return recognised ? { result: 'found', recognised } : { result: 'ruled-out' }
}

/** What was heard through another port than the person’s, which does not greet, says nothing of that one. */
const HEARD_LATER: ReadonlySet<string> = new Set(['kex', 'login'])

function isExcluded(excludedBy: Partial<Record<string, string>>, evidence: Evidence): boolean {
  const byAnotherPort = answerOf(evidence, 'inventory-port')?.outcome === 'greeted'
  return evidence.observations.some(
    ({ observation, outcome }) =>
      excludedBy[observation] === outcome && !(byAnotherPort && HEARD_LATER.has(observation)),
  )
}

function suspect<N extends FactName, M extends FactName, O extends FactName>(
  { suspicion, also = [] }: Definition<N, M, O>,
  evidence: Evidence,
) {
  if (!suspicion || suspicion.needs.some((name) => factOf(name, evidence) === undefined)) return undefined
  return suspicion.recognise(gather<M, O>([...suspicion.needs, ...also], evidence))
}

function gather<N extends FactName, O extends FactName>(names: readonly (N | O)[], evidence: Evidence) {
  const facts = Object.fromEntries(names.map((name) => [name, factOf(name, evidence)]))
  return facts as Pick<Facts, N> & { [K in O]: Facts[K] | undefined }
}

function factOf(name: FactName, evidence: Evidence): unknown {
  if (name === 'host' || name === 'client' || name === 'user' || name === 'vantage') return evidence[name]
  return answerOf(evidence, name)
}
