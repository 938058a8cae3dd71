import type { Shell } from '../access/shell.ts'
import type { Ran } from '../domain/message.ts'
import { safeId } from './dead-man.ts'
import type { Argv } from './define.ts'
import { runInOrder } from './run.ts'

/** Writable by every login, and kept for longer than an order is valid. The second is for a disk that is full or read-only. */
const PLACES = ['/var/tmp', '/dev/shm']

/** How the script ends for all but the first. */
export const BEGUN_BEFORE = 10
const NO_PLACE = 11

/**
 * Of all who make one directory, one succeeds: that is what decides, on the very host that would be changed. Where two of
 * them found different places, at least one sees the other's. What is two days old goes. The script is constant; the name
 * and the places come as positional parameters.
 */
const MARK = `name=$1; shift; made=
for place; do
  if mkdir -m 700 "$place/$name" 2>/dev/null; then made=$place; break; fi
  if [ -e "$place/$name" ] || [ -L "$place/$name" ]; then exit ${BEGUN_BEFORE}; fi
done
[ -n "$made" ] || exit ${NO_PLACE}
for place; do [ "$place" = "$made" ] || [ ! -e "$place/$name" ] || exit ${BEGUN_BEFORE}; done
find "$made" -maxdepth 1 -type d -name 'ssh-medic-begun-*' -user "$(id -u)" -mtime +1 -exec rmdir {} + >/dev/null 2>&1
exit 0`

export const markArgv = (orderId: string, places: readonly string[] = PLACES): Argv => [
  ...(['sh', '-c', MARK, 'sh'] as const),
  `ssh-medic-begun-${safeId(orderId)}`,
  ...places,
]

export type Marked = { ran: Ran[] } & ({ begun: 'first' | 'before' } | { failed: string })

/**
 * Has the host itself note that an order is begun. Redis may forget a claim, and a worker knows only what was begun on its own
 * machine; the host is the one place that all of them meet at.
 */
export async function mark(shell: Shell, orderId: string, signal: AbortSignal | undefined): Promise<Marked> {
  const { ran, complaint } = await runInOrder(shell, [markArgv(orderId)], signal)
  if (complaint === undefined) return { ran, begun: 'first' }
  const exit = ran[0]?.exit
  if (exit === BEGUN_BEFORE) return { ran, begun: 'before' }
  return { ran, failed: `the host could not note that the order is begun: ${whyUnmarked(exit)}` }
}

function whyUnmarked(exit: number | null | undefined): string {
  if (exit === NO_PLACE) return `nothing can be written to ${PLACES.join(' or ')} there`
  return typeof exit === 'number' ? `its shell ended with ${exit}` : 'its answer was cut off'
}
