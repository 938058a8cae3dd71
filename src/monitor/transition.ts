/** What one look from outside said of a host. `unknown`: it says nothing of the host, since we ourselves could not look. */
export type Looked = { state: 'up' } | { state: 'down'; symptom: string } | { state: 'unknown'; because: string }

/** What is remembered of a watched host. A host of which nothing is remembered is well. */
export interface Watched {
  phase: 'well' | 'firing' | 'flapping'
  /** The last looks, newest last. */
  seen: ('up' | 'down')[]
  /** When (ms) it turned from up to down, or back. */
  turnedAt: number[]
  /** What was seen of it when it was last down. */
  symptom?: string
}

export interface Rule {
  /** So many looks must fail ... */
  failures: number
  /** ... of so many in a row, until it is an alert. */
  of: number
  /** So many good looks in a row end it. */
  recoveries: number
}

/** What becomes of the host's alert. */
export type Move = 'open' | 'update' | 'flapping' | 'resolve' | 'nothing'

export interface Next {
  watched: Watched | undefined
  move: Move
}

/** A host that turns so often within the window is flapping, and is so until it turns half as often. */
const FLAP_TURNS = 6
export const FLAP_WINDOW_MS = 30 * 60_000

const WELL: Watched = { phase: 'well', seen: [], turnedAt: [] }

/** What is remembered of a host after one more look, and what becomes of its alert. */
export function transition(before: Watched | undefined, looked: Looked, rule: Rule, nowMs: number): Next {
  if (looked.state === 'unknown') return { watched: before, move: 'nothing' }
  const now = noted(before ?? WELL, looked, rule, nowMs)
  return now.phase === 'well' ? whileWell(now, rule) : whileFailing(now, before?.symptom, rule)
}

function noted(before: Watched, looked: Exclude<Looked, { state: 'unknown' }>, rule: Rule, nowMs: number): Watched {
  const turned = (before.seen.at(-1) ?? (before.phase === 'well' ? 'up' : 'down')) !== looked.state
  const turnedAt = before.turnedAt.filter((at) => at > nowMs - FLAP_WINDOW_MS)
  const symptom = looked.state === 'down' ? looked.symptom : before.symptom
  return {
    phase: before.phase,
    seen: [...before.seen, looked.state].slice(-Math.max(rule.of, rule.recoveries)),
    turnedAt: turned ? [...turnedAt, nowMs].slice(-2 * FLAP_TURNS) : turnedAt,
    ...(symptom !== undefined && { symptom }),
  }
}

function whileWell(now: Watched, { failures, of }: Rule): Next {
  const looks = now.seen.slice(-of)
  const failed = looks.filter((one) => one === 'down').length
  if (looks.at(-1) === 'down' && failed >= failures) return { watched: { ...now, phase: 'firing' }, move: 'open' }
  return { watched: worthRemembering(now) ? now : undefined, move: 'nothing' }
}

const worthRemembering = ({ seen, turnedAt }: Watched) => turnedAt.length > 0 || seen.includes('down')

function whileFailing(now: Watched, symptomBefore: string | undefined, { recoveries }: Rule): Next {
  const turns = now.turnedAt.length
  const last = now.seen.slice(-recoveries)
  const isCalm = turns <= FLAP_TURNS / 2
  if (now.phase === 'firing' && turns >= FLAP_TURNS) return { watched: { ...now, phase: 'flapping' }, move: 'flapping' }
  if (now.phase === 'flapping' && !isCalm) return { watched: now, move: 'nothing' }
  if (last.length >= recoveries && !last.includes('down')) return recovered(now)
  if (now.phase === 'flapping') return { watched: { ...now, phase: 'firing' }, move: 'update' }
  return { watched: now, move: now.symptom === symptomBefore ? 'nothing' : 'update' }
}

/** Well again: what was seen before does not count for the next alert, only how often it turned. */
function recovered({ turnedAt }: Watched): Next {
  const watched = turnedAt.length > 0 ? ({ phase: 'well', seen: [], turnedAt } satisfies Watched) : undefined
  return { watched, move: 'resolve' }
}
