import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Evidence } from '../../src/domain/evidence.ts'
import type { Answered, ObservationName } from '../../src/domain/observation.ts'

/** The folder of recordings that raise no alarm, beside one folder for each cause. */
export const HEALTHY = 'healthy'
const LOOK_ALIKES = 'look-alikes.json'

const pathOf = (path: string) => join(import.meta.dirname, path)
const read = (path: string): unknown => JSON.parse(readFileSync(pathOf(path), 'utf8'))

/** A recording, by its path under test/causes: `fail2ban-ban/fail2ban-ban-trixie.json`. */
export const evidenceIn = (path: string): Evidence => read(path) as Evidence

/** The recordings of a cause, or the healthy ones, in order. */
export function recordingsOf(folder: string): string[] {
  if (!existsSync(pathOf(folder))) return []
  return readdirSync(pathOf(folder))
    .filter((file) => file.endsWith('.json') && file !== LOOK_ALIKES)
    .sort()
    .map((file) => `${folder}/${file}`)
}

/** Recordings, from other folders, that look like the cause and must not be taken for it. */
export function lookAlikesOf(id: string): string[] {
  const file = `${id}/${LOOK_ALIKES}`
  return existsSync(pathOf(file)) ? (read(file) as string[]) : []
}

export const docPageOf = (id: string): string => readFileSync(pathOf(`../../docs/causes/${id}.md`), 'utf8')

const scenarios = pathOf('../lab/scenarios')
const scenarioTexts = readdirSync(scenarios).map((name) => readFileSync(join(scenarios, name, 'scenario.ts'), 'utf8'))

/** Whether a lab scenario expects this cause. */
export const isPlayedInLab = (id: string): boolean => scenarioTexts.some((text) => text.includes(`cause: '${id}'`))

/** A recording with some facts of one observation exchanged. */
export function changed<N extends ObservationName>(
  evidence: Evidence,
  name: N,
  change: (was: Answered<N>) => Partial<Answered<N>>,
): Evidence {
  const observations = evidence.observations.map((one) =>
    one.observation === name ? { ...one, ...change(one as Answered<N>) } : one,
  )
  return { ...evidence, observations: observations as Evidence['observations'] }
}
