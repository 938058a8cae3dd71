import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inPieces } from '../../src/queue/in-pieces.ts'

function* work(pieces: number, msEach: number) {
  for (let done = 0; done < pieces; done += 1) {
    const endMs = performance.now() + msEach
    while (performance.now() < endMs);
    yield
  }
  return 'done'
}

it('gives others their turn while it works, and returns what comes of it', async () => {
  let working = true
  let turns = 0
  const others = async () => {
    for (; working; turns += 1) await nextTurn()
  }
  const looking = others()
  expect(await inPieces(work(60, 5))).toBe('done')
  working = false
  await looking
  expect(turns).toBeGreaterThan(5)
})
