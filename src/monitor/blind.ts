import type { Looked } from './transition.ts'

/** So many hosts of one tick, all of them silent at once, say more of the bastion than of themselves. */
const MANY = 5

/** What else is known when hosts are silent: whether the servers that always answer did. None may be configured. */
export interface Canaries {
  asked: number
  answered: number
}

/**
 * Why the looks of one tick say nothing of the hosts, or undefined when they do: the canaries are silent too, or, where
 * nobody named any, everything that was asked and our own Redis link is all that is left.
 */
export function blindness(looks: readonly Looked[], canaries: Canaries): string | undefined {
  const known = looks.filter(({ state }) => state !== 'unknown')
  const down = known.filter(({ state }) => state === 'down')
  if (down.length === 0) return undefined
  if (canaries.asked > 0) return canaries.answered === 0 ? 'its canaries do not answer either' : undefined
  const silent = down.filter((look) => look.state === 'down' && isSilence(look.symptom))
  if (silent.length < MANY || silent.length < known.length) return undefined
  return `all ${silent.length} hosts that it asked at once are silent (name a canary under watch.canaries to tell for sure)`
}

/** A refusal comes from somewhere, so the network works. */
const isSilence = (symptom: string) => symptom === SILENT
export const SILENT = 'no answer'
