import type { Looked } from './transition.ts'

/** So many hosts of one tick, all of them silent at once, say more of the bastion than of themselves. */
const MANY = 5
/** Where nobody named a canary, so many other hosts that were well are asked before a silent one is believed. */
export const WITNESSES = 5

/** What else is known when hosts are silent: whether the servers that always answer did. None may be configured. */
export interface Canaries {
  asked: number
  answered: number
}

/**
 * Why the looks of one tick say nothing of the hosts, or undefined when they do: the canaries are silent too, or, where
 * nobody named any, everything that was asked. One host that is up is enough to see. Only looks at hosts that were well until
 * now may be given: what is down for long says nothing of ourselves.
 */
export function blindness(looks: readonly Looked[], canaries: Canaries): string | undefined {
  if (looks.length === 0 || looks.some(({ state }) => state === 'up')) return undefined
  if (canaries.asked > 0) return canaries.answered === 0 ? 'its canaries do not answer either' : undefined
  if (looks.length < MANY || !looks.every(isSilence)) return undefined
  return `all ${looks.length} hosts that it asked at once are silent (name a canary under watch.canaries to tell for sure)`
}

/** A refusal comes from somewhere, so the network works. */
export const isSilence = (looked: Looked): boolean =>
  looked.state === 'unknown' || (looked.state === 'down' && SILENCES.has(looked.symptom))

export const SILENT = 'no answer'
export const NO_ROUTE = 'no route to it'
export const NO_NAME = 'its name is not known'
export const NO_LOOKUP = 'its name could not be looked up'
const SILENCES: ReadonlySet<string> = new Set([SILENT, NO_ROUTE, NO_NAME, NO_LOOKUP])
