import type { Looked } from '../../../src/monitor/transition.ts'
import type { Swept, Target } from './fleet.ts'

/** For each fleet that the parent sends, sends back what looking at all of it took this process. */
export function serveSweeps(sweep: (targets: readonly Target[]) => Promise<number>): void {
  process.on('message', async (targets: Target[]) => {
    const [before, startedMs] = [process.cpuUsage(), performance.now()]
    const up = await sweep(targets)
    const { user, system } = process.cpuUsage(before)
    const swept: Swept = {
      cpuMs: (user + system) / 1_000,
      wallMs: performance.now() - startedMs,
      up,
      rssMb: process.resourceUsage().maxRSS / 1_024,
    }
    process.send?.(swept)
  })
  process.on('disconnect', () => process.exit())
}

export const countUp = (looks: readonly Looked[]) => looks.filter(({ state }) => state === 'up').length
