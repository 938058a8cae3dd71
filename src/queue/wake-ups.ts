import type { Outbox } from './outbox.ts'

/** Short enough that nobody notices, and long enough that a rush of commands costs their acknowledgements little. */
const TOGETHER_MS = 50

/**
 * Has threads delivered that were just opened, several at a time and while nobody waits. What fails here is no loss: the
 * check is in its queue, and whoever takes it has its thread delivered.
 */
export function wakeUps(outbox: () => Outbox, onError: (error: Error) => void) {
  let waiting: string[] = []
  let timer: NodeJS.Timeout | undefined

  const wakeAll = async () => {
    clearTimeout(timer)
    timer = undefined
    const runIds = waiting
    waiting = []
    if (runIds.length > 0) await outbox().wakeAll(runIds).catch(onError)
  }
  return {
    add: (runId: string) => {
      waiting.push(runId)
      timer ??= setTimeout(() => void wakeAll(), TOGETHER_MS)
    },
    close: wakeAll,
  }
}
