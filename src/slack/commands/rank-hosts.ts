import type { Host } from '../../config/schema.ts'
import { editDistance } from './find-host.ts'

const collator = new Intl.Collator('en', { numeric: true })

/** `web-2` comes before `web-10`. */
export const byName = (a: Host, b: Host): number => collator.compare(a.name, b.name)

/** Whether a word stands in a host's name, address or tags. */
export const matches = ({ name, address, tags }: Host, word: string): boolean =>
  [name, address, ...tags].some((text) => text.toLowerCase().includes(word.toLowerCase()))

/**
 * The hosts that were probably meant by what is typed so far, likeliest first. `first` are names that come before others
 * where the words fit as well: those in the message, those checked last. Pure.
 */
export function rankHosts(typed: string, hosts: readonly Host[], first: readonly string[] = []): Host[] {
  const words = typed
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  const place = new Map(first.map((name, index) => [name, index] as const).reverse())
  const ranked = hosts.flatMap((host) => {
    const misfit = misfitOf(host, words)
    return misfit === undefined ? [] : [{ host, misfit, place: place.get(host.name) ?? first.length }]
  })
  ranked.sort((a, b) => a.misfit - b.misfit || a.place - b.place || byName(a.host, b.host))
  return ranked.map(({ host }) => host)
}

/** How badly all the words fit a host; undefined when one does not fit at all. */
function misfitOf(host: Host, words: readonly string[]): number | undefined {
  let sum = 0
  for (const word of words) {
    const misfit = misfitOfWord(host, word)
    if (misfit === undefined) return undefined
    sum += misfit
  }
  return sum
}

function misfitOfWord(host: Host, word: string): number | undefined {
  const name = host.name.toLowerCase()
  if (name === word || host.address.toLowerCase() === word) return 0
  if (name.startsWith(word)) return 1
  if (name.split(/[-._]/).some((part) => part.startsWith(word))) return 2
  if (matches(host, word)) return 3
  if (isWithin(word, name)) return 4
  return isTypo(word, name) ? 5 : undefined
}

/** Whether the letters stand in the name in this order: `w01` in `web-01`. */
function isWithin(word: string, name: string): boolean {
  let from = 0
  for (const letter of word) {
    from = name.indexOf(letter, from) + 1
    if (from === 0) return false
  }
  return true
}

/** Whether the beginning of the name is typed, but for an error or two. */
const isTypo = (word: string, name: string): boolean =>
  word.length >= 3 && editDistance(word, name.slice(0, word.length)) <= (word.length > 6 ? 2 : 1)
