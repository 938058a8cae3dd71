import type { Answers, Observation, ObservationName } from '../domain/observation.ts'
import type { Tools } from './tools.ts'

/** Collects the observations of a run, and tells whoever watches which step goes on. */
export interface Notebook {
  /** Asks, and records the answer or, when our own code fails, the crash. Cancelling is thrown, never recorded. */
  ask<K extends ObservationName>(
    name: K,
    question: () => Promise<Answers[K]>,
    tell: (answer: Answers[K]) => string,
  ): Promise<Answers[K] | undefined>
  record<K extends ObservationName>(name: K, answer: Answers[K], ms: number): void
  /** Completes what is on record with what came in late. */
  amend(change: (observation: Observation) => Observation): void
  /** Records that our own code failed. */
  crash(name: ObservationName, error: unknown, ms: number): void
  /** Records as skipped what is not on record yet. */
  skip(names: readonly ObservationName[], because: string): void
  /** Why it was skipped; undefined when it was not. */
  whySkipped(name: ObservationName): string | undefined
  add(observations: Observation[]): void
  all(): Observation[]
}

export function openNotebook({ onStep = () => {}, signal }: Pick<Tools, 'onStep' | 'signal'>): Notebook {
  const observations: Observation[] = []
  /** What was skipped at first may be asked later, another way. */
  const keep = (observation: Observation) => {
    const skipped = observations.findIndex((one) => one.observation === observation.observation && isSkipped(one))
    if (skipped >= 0) observations.splice(skipped, 1)
    observations.push(observation)
  }
  const note = (name: ObservationName, rest: object, ms: number, at = new Date(Date.now() - ms)) =>
    keep({ observation: name, at: at.toISOString(), ms, ...rest } as Observation)

  const crash: Notebook['crash'] = (name, error, ms) => {
    const message = error instanceof Error ? error.message : String(error)
    note(name, { outcome: 'crashed', error: message }, ms)
    onStep({ name, state: 'failed', detail: message })
  }

  return {
    crash,
    ask: async (name, question, tell) => {
      const started = performance.now()
      onStep({ name, state: 'running' })
      try {
        const answer = await question()
        const ms = Math.round(performance.now() - started)
        note(name, answer, ms)
        onStep({ name, state: 'done', detail: tell(answer), ms })
        return answer
      } catch (error) {
        signal?.throwIfAborted()
        crash(name, error, Math.round(performance.now() - started))
        return undefined
      }
    },
    amend: (change) => void observations.splice(0, observations.length, ...observations.map(change)),
    record: (name, answer, ms) => note(name, answer, ms),
    skip: (names, because) => {
      const missing = names.filter((name) => !observations.some(({ observation }) => observation === name))
      for (const name of missing) note(name, { outcome: 'skipped', because }, 0)
    },
    whySkipped: (name) => {
      const found = observations.find(({ observation }) => observation === name)
      return found?.outcome === 'skipped' ? found.because : undefined
    },
    add: (more) => more.forEach(keep),
    all: () => observations,
  }
}

const isSkipped = ({ outcome }: Observation): boolean => outcome === 'skipped'
