import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Pieces } from '../firewall/pieces.ts'

const LONGEST_MS = 20

/** A worker does several checks at once: while it reads ten thousand rules of one host, the probes of others must not wait. */
export async function inPieces<T>(work: Pieces<T>): Promise<T> {
  let beganMs = performance.now()
  for (let piece = work.next(); ; piece = work.next()) {
    if (piece.done) return piece.value
    if (performance.now() - beganMs < LONGEST_MS) continue
    await nextTurn()
    beganMs = performance.now()
  }
}
