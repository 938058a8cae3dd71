// Less of a mismatch: packets, programs, lines and words are left out for as long as it stays one of the same kind.
import type { Drawn } from './grammar/draw.ts'
import type { Mismatch } from './judge.ts'
import { loadersOf } from './load.ts'
import type { Loader } from './rule-set.ts'

/** What is wrong with that much less; undefined when nothing is, or when time is up. */
type Again = (drawn: Drawn) => Promise<Mismatch | undefined>

export async function shrink(first: Mismatch, again: Again): Promise<Mismatch> {
  let smallest = first
  const shows = async (drawn: Drawn): Promise<boolean> => {
    const found = await again(drawn)
    if (!found || kindOf(found) !== kindOf(first)) return false
    smallest = found
    return true
  }
  await fewest(first.drawn.knocks, (knocks) => shows({ ...smallest.drawn, knocks: [...knocks] }))
  for (const loader of loadersOf(first.drawn.rules).toReversed()) {
    if (await shows(withText(smallest.drawn, loader, undefined))) continue
    for (const pieces of [blocksIn, linesIn])
      await fewest(pieces(textOf(smallest, loader)), (left) => shows(withText(smallest.drawn, loader, left.join(''))))
    await fewerWords(
      loader,
      () => textOf(smallest, loader),
      (text) => shows(withText(smallest.drawn, loader, text)),
    )
  }
  return smallest
}

/** Of a doubt, whatever it is about: another one may be left of it. */
const kindOf = ({ problem }: Mismatch): string => problem.split(':', 1)[0] ?? ''

const textOf = ({ drawn }: Mismatch, loader: Loader): string => drawn.rules.loads[loader] ?? ''

function withText(drawn: Drawn, loader: Loader, text: string | undefined): Drawn {
  const { [loader]: _, ...others } = drawn.rules.loads
  const loads = text === undefined ? others : { ...drawn.rules.loads, [loader]: text }
  return { ...drawn, rules: { ...drawn.rules, loads } }
}

/** Sets, maps and chains of nft as a whole; other texts are one block. */
const blocksIn = (text: string): string[] => text.split(/^(?= {2}(?:set|map|chain) )|(?<=^ {2}\}\n)/m)
const linesIn = (text: string): string[] => text.split(/(?<=\n)/)

async function fewerWords(loader: Loader, text: () => string, shows: (text: string) => Promise<boolean>) {
  for (const at of linesIn(text()).keys()) {
    const line = linesIn(text())[at] ?? ''
    if (loader !== 'ipset' && !/^(-A| {4}\S)/.test(line)) continue
    const words = line.trimEnd().split(/(?<=\S)(?= )/)
    await fewest(words, (left) =>
      shows(
        linesIn(text())
          .with(at, `${left.join('')}\n`)
          .join(''),
      ),
    )
  }
}

/** The fewest parts, in their order, that still show it: halves are left out first, and single ones last. */
async function fewest<Part>(parts: readonly Part[], shows: (left: readonly Part[]) => Promise<boolean>): Promise<void> {
  let left = parts
  for (let size = parts.length; size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0)
    for (let at = left.length - size; at > -size; at -= size) {
      const fewer = left.toSpliced(Math.max(at, 0), at < 0 ? size + at : size)
      if (fewer.length < left.length && (await shows(fewer))) left = fewer
    }
}
