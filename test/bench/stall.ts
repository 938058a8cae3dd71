import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 1

/** For how long nobody else had a turn, at the most, while that was done. */
export async function longestStallMs(act: () => Promise<void>): Promise<number> {
  let longestMs = 0
  let lastMs = performance.now()
  const look = () => {
    const nowMs = performance.now()
    longestMs = Math.max(longestMs, nowMs - lastMs)
    lastMs = nowMs
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  await act()
  // A stall is seen when it is over.
  await sleep(2 * LOOK_EVERY_MS)
  clearInterval(timer)
  look()
  return longestMs
}
