import type { Looked } from './transition.ts'

/** So many hosts, all of them silent at once, say more of the bastion than of themselves. */
export const MANY = 5

/** What is seen of a host when nothing came back: it may be our own network that fails. */
export const SILENCE = {
  silent: 'no answer',
  noRoute: 'no route to it',
  noSuchName: 'its name is not known',
  noNames: 'its name could not be looked up',
} as const
const SILENCES: ReadonlySet<string> = new Set(Object.values(SILENCE))

/** What else is known when hosts are silent: whether the servers that always answer did. None may be configured. */
export interface Canaries {
  asked: number
  answered: number
}

/**
 * Why looks at the same time say nothing of the hosts, or undefined when they do: the bastion has no network at all, the
 * canaries are silent too, or, where nobody named any, so is everything that was asked. One host that is up is enough to see.
 */
export function blindness(looks: readonly Looked[], canaries: Canaries, hasNetwork = true): string | undefined {
  const known = looks.filter(({ state }) => state !== 'unknown')
  if (known.length === 0 || known.some(({ state }) => state === 'up')) return undefined
  const silent = known.filter(isSilent)
  if (!hasNetwork && silent.length === known.length) return 'its own network is down'
  if (canaries.asked > 0) return canaries.answered === 0 ? 'its canaries do not answer either' : undefined
  if (silent.length < MANY || silent.length < known.length) return undefined
  return `all ${silent.length} hosts that it asked at once are silent (name a canary under watch.canaries to tell for sure)`
}

/** A refusal comes from somewhere, so the network works. */
export const isSilent = (looked: Looked): boolean => looked.state === 'down' && SILENCES.has(looked.symptom)
