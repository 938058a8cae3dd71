import type { Host } from '../../config/schema.ts'

export type Found = { found: true; host: Host } | { found: false; nearest: string[] }

const SUGGESTIONS = 3

/** The host of the inventory by name (in any case) or by address; else the names that were probably meant. Pure. */
export function findHost(typed: string, hosts: readonly Host[]): Found {
  const wanted = typed.toLowerCase()
  const host =
    hosts.find(({ name }) => name === typed) ??
    hosts.find(({ name }) => name.toLowerCase() === wanted) ??
    hosts.find(({ address }) => address.toLowerCase() === wanted)
  return host ? { found: true, host } : { found: false, nearest: nearestNames(wanted, hosts) }
}

function nearestNames(wanted: string, hosts: readonly Host[]): string[] {
  const far = Math.max(2, Math.floor(wanted.length / 4))
  const names = hosts.map(({ name }) => ({ name, distance: distanceTo(name.toLowerCase(), wanted) }))
  const nearest = Math.min(far, ...names.map(({ distance }) => distance))
  return names
    .filter(({ distance }) => distance === nearest)
    .map(({ name }) => name)
    .sort()
    .slice(0, SUGGESTIONS)
}

/** A name that begins the other one (`web-01` and `web-01.example.com`) is as near as one typing error. */
function distanceTo(name: string, wanted: string): number {
  const [short, long] = name.length < wanted.length ? [name, wanted] : [wanted, name]
  if (short.length >= 3 && long.startsWith(short)) return 1
  return editDistance(name, wanted)
}

/** How many single characters must be added, removed, replaced or swapped with their neighbour. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const at = (line: number[], index: number) => line[index] ?? Number.POSITIVE_INFINITY
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      const swapped = column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + same,
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
