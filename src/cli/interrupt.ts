/** Runs work that Ctrl-C or SIGTERM cancels cleanly; a second Ctrl-C ends the process at once. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const cancel = () => controller.abort()
  process.once('SIGINT', cancel).once('SIGTERM', cancel)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel)
  }
}
