import type { Asked, Step } from '../domain/message.ts'
import type { Outbox } from './outbox.ts'

const TELL_EVERY_MS = 500

/**
 * Tells the thread how far a check is, at most twice a second: what comes in between is in the next one. `stop` resolves
 * when nothing more will be told; progress that cannot be told is no reason to fail a check.
 */
export function progressOf(outbox: Outbox, runId: string, asked: Asked) {
  const steps = new Map<string, Step>()
  let timer: NodeJS.Timeout | undefined
  let telling: Promise<void> = Promise.resolve()
  let toldAtMs = 0

  const tell = () => {
    timer = undefined
    toldAtMs = Date.now()
    const head = { state: 'running' as const, asked, steps: [...steps.values()] }
    telling = telling.then(() => outbox.head(runId, head)).catch(() => {})
  }
  return {
    step: (step: Step) => {
      steps.set(step.name, step)
      timer ??= setTimeout(tell, Math.max(0, toldAtMs + TELL_EVERY_MS - Date.now()))
    },
    stop: async () => {
      clearTimeout(timer)
      await telling
    },
  }
}
