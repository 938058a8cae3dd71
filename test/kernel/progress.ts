import type { Tally } from './tally.ts'

const EVERY_MS = 10_000

/** A line from time to time, for whoever waits for thousands of rule sets. Returns what ends it. */
export function showProgress(tally: Tally, wanted: number): () => void {
  const startedMs = performance.now()
  const timer = setInterval(() => {
    const done = doneIn(tally)
    if (done > 0) console.log(progressInWords(tally, { wanted, elapsedMs: performance.now() - startedMs }))
  }, EVERY_MS)
  return () => clearInterval(timer)
}

function progressInWords(tally: Tally, { wanted, elapsedMs }: { wanted: number; elapsedMs: number }): string {
  const done = doneIn(tally)
  const leftS = ((elapsedMs / done) * Math.max(wanted - done, 0)) / 1_000
  const mismatches = tally.mismatches === 1 ? '1 mismatch' : `${tally.mismatches} mismatches`
  return `${done} of ${wanted} rule sets, ${mismatches}, about ${timeInWords(leftS)} left`
}

const doneIn = ({ agreed, refused, mismatches }: Tally): number => agreed + refused.length + mismatches

const timeInWords = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
