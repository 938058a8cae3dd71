import { setTimeout } from 'node:timers/promises'

/**
 * Looks again every 20 ms until the assertion holds; its last failure is the test's when time runs out. It is generous: a
 * machine may have much else to do.
 */
export async function eventually(assertion: () => void | Promise<void>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await setTimeout(20)
    }
  }
}
