/** Work that may be left for a moment after each of its pieces, so that others get their turn. */
export type Pieces<T> = Generator<undefined, T, undefined>

export function atOnce<T>(work: Pieces<T>): T {
  for (let piece = work.next(); ; piece = work.next()) if (piece.done) return piece.value
}
