import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 1

/** How long it computed at the most without a turn for anybody else. By the CPU's time: other programs do not lengthen it. */
export async function longestStallMs(act: () => Promise<void>): Promise<number> {
  let longestMs = 0
  let lastMs = cpuMs()
  const look = () => {
    const nowMs = cpuMs()
    longestMs = Math.max(longestMs, nowMs - lastMs)
    lastMs = nowMs
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  await act()
  // A stall is seen when it is over.
  await sleep(2 * LOOK_EVERY_MS)
  clearInterval(timer)
  return longestMs
}

export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
