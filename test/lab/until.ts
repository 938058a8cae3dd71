import { sleep } from './sh.ts'

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 50

/** Waits until something holds; else throws what is the matter instead. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  otherwise: string | (() => string),
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(typeof otherwise === 'string' ? otherwise : otherwise())
    await sleep(LOOK_EVERY_MS)
  }
}
