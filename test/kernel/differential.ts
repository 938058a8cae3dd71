// `npm run lab -- kernel`: random rules, random packets: does the tracer say what the kernel does?
import fc from 'fast-check'
import { type Drawn, drawn } from './grammar/draw.ts'
import { judge, type Mismatch } from './judge.ts'
import { createPlayground, type Playground, removeLeftOvers } from './playground.ts'
import { showProgress } from './progress.ts'
import { shrink } from './shrink.ts'
import { addTo, emptyTally, inWords, type Tally } from './tally.ts'
import { tellMismatch } from './tell.ts'

export interface Options {
  'rule-sets': string
  /** Drawn when missing. The same seed draws the same rule sets. */
  seed?: string | undefined
  /** With a seed: that one rule set again. */
  path?: string | undefined
  signal: AbortSignal
}

/** Each waits for its own programs, while another computes. */
const PLAYGROUNDS = 6
/** The machine may have been busy when the tracer did not expect a silence; hardly so when smaller rules show the same. */
const LONG_WAIT_MS = 1_000
const SHORT_WAIT_MS = 50
const MOST_SHRINKING_MS = 60_000
/** A playground that has found so many has found enough. */
const MOST_MISMATCHES = 3
/** More refused by the tools than this share: the grammar draws nonsense, and tests nothing by it. */
const MOST_REFUSED = 0.03

/** Prints what it has found, and returns the exit status: 0 when tracer and kernel agree on all. */
export async function differential({ 'rule-sets': ruleSets, seed, path, signal }: Options): Promise<number> {
  await removeLeftOvers()
  const first = wholeNumber(seed ?? `${Math.trunc(Math.random() * 1e9)}`)
  const [count, numRuns] = path === undefined ? [PLAYGROUNDS, Math.ceil(wholeNumber(ruleSets) / PLAYGROUNDS)] : [1, 1]
  const tally = emptyTally()
  const searches = Array.from({ length: count }, (_, number) =>
    withPlayground(number, (playground) => examine(playground, { seed: first + number, path, tally, numRuns, signal })),
  )
  const endProgress = showProgress(tally, count * numRuns)
  const ended = await Promise.allSettled(searches)
  endProgress()
  const status = conclude(tally)
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  return status
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--rule-sets and --seed take a whole number, not ${text}`)
  return Number(text)
}

function conclude(tally: Tally): number {
  const refused = tally.refused.length
  const nonsense = refused > MOST_REFUSED * (tally.agreed + refused)
  console.log(inWords(tally))
  if (nonsense) console.log('too many of the rule sets are refused by the tools: the grammar draws what tests nothing')
  const failed = tally.mismatches + (nonsense ? 1 : 0)
  console.log(`${tally.agreed} passed, ${failed} failed`)
  return failed > 0 || tally.agreed === 0 ? 1 : 0
}

async function withPlayground(number: number, act: (playground: Playground) => Promise<void>): Promise<void> {
  const playground = await createPlayground(number)
  try {
    await act(playground)
  } finally {
    await playground.remove()
  }
}

interface Examination {
  seed: number
  path: string | undefined
  numRuns: number
  tally: Tally
  signal: AbortSignal
}

/** After a mismatch it goes on with another seed, for what that seed would not have drawn. */
async function examine(playground: Playground, { seed, path, numRuns, tally, signal }: Examination): Promise<void> {
  let left = numRuns
  for (let found = 0; found < MOST_MISMATCHES && left > 0 && !signal.aborted; found += 1) {
    const seedNow = seed + found * PLAYGROUNDS
    const { runs, mismatch, pathOfIt } = await search(playground, { seed: seedNow, path, numRuns: left, tally, signal })
    left -= path === undefined ? runs : left
    if (!mismatch) continue
    tally.mismatches += 1
    console.log(`${tellMismatch(mismatch)}\nagain: npm run lab -- kernel --seed ${seedNow} --path ${pathOfIt}\n`)
  }
}

const never = new Promise<never>(() => {})

/** Draws rule sets until one is a mismatch, and shrinks that one for as long as time allows. */
async function search(playground: Playground, { seed, path, numRuns, tally, signal }: Examination) {
  let found: Mismatch | undefined
  const property = fc.asyncProperty(drawn, async (one) => {
    // Drawing all that is left would keep the process from cleaning up.
    if (signal.aborted) return never
    const judged = await judge(playground, one, LONG_WAIT_MS).catch(() => judge(playground, one, LONG_WAIT_MS))
    addTo(tally, judged)
    found = 'problem' in judged ? judged : undefined
    return found === undefined
  })
  const options = { seed, numRuns, endOnFailure: true, ...(path && { path }) }
  const { failed, numRuns: runs, counterexamplePath, errorInstance } = await fc.check(property, options)
  // What could not be tested, twice, has not passed.
  if (failed && !found)
    throw new Error(`a rule set could not be tried: ${errorInstance instanceof Error ? errorInstance.message : ''}`)
  const mismatch = found && (await shrink(found, againUntil(playground, performance.now() + MOST_SHRINKING_MS)))
  return { runs, mismatch, pathOfIt: counterexamplePath }
}

const againUntil = (playground: Playground, endMs: number) => async (one: Drawn) => {
  const judged = performance.now() < endMs ? await judge(playground, one, SHORT_WAIT_MS) : undefined
  return judged && 'problem' in judged ? judged : undefined
}
