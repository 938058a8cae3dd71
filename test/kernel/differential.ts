// `npm run lab -- kernel`: random rules, random packets: does the tracer say what the kernel does?
import fc from 'fast-check'
import { type Trace, trace } from '../../src/firewall/trace.ts'
import { disagreement } from './compare.ts'
import { type Drawn, drawn } from './grammar/draw.ts'
import { HOST_ADDRESSES } from './places.ts'
import { createPlayground, type Playground, removeLeftOvers, type Sent } from './playground.ts'
import { tablesIn } from './read.ts'
import type { Printed } from './rule-set.ts'
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

/** A packet of which the tracer says another thing than the kernel. */
export interface Mismatch {
  drawn: Drawn
  printed: Printed
  sent: Sent
  trace: Trace
  problem: string
}

/** Each waits for its own programs, while another computes. */
const PLAYGROUNDS = 4
const WAIT_MS = 2
/** A silence that the tracer did not expect is waited for once more: this machine may have been busy. */
const LONG_WAIT_MS = 1_000
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
  await Promise.all(searches)
  return conclude(tally)
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

/** Draws rule sets until one is a mismatch, and then smaller ones for as long as they are. */
async function search(playground: Playground, { seed, path, numRuns, tally, signal }: Examination) {
  let mismatch: Mismatch | undefined
  const property = fc.asyncProperty(drawn, async (one) => {
    const judged = signal.aborted ? undefined : await judge(playground, one)
    if (!judged) return true
    if (!mismatch) addTo(tally, judged)
    if ('problem' in judged) mismatch = judged
    return !('problem' in judged)
  })
  const { numRuns: runs, counterexamplePath } = await fc.check(property, { seed, numRuns, ...(path && { path }) })
  return { runs, mismatch, pathOfIt: counterexamplePath }
}

/** What the tools have against the rules; or the packets, all traced rightly; or the first that was not. */
async function judge(playground: Playground, one: Drawn): Promise<{ refused: string } | { sent: Sent[] } | Mismatch> {
  const printed = await playground.load(one.rules)
  if ('refused' in printed) return { refused: printed.refused }
  const tables = tablesIn(printed)
  const sent = await playground.knock(one.knocks, WAIT_MS)
  for (const each of sent) {
    const traced = traceOf(each, tables)
    if (agrees(traced, each, one)) continue
    const [again = each] = each.seen.seen === 'silent' ? await playground.knock([each.knock], LONG_WAIT_MS) : []
    const problem = disagreement(traced, again.seen, one.rules.deterministic)
    if (problem !== undefined) return { drawn: one, printed, sent: again, trace: traced, problem }
  }
  return { sent }
}

const traceOf = ({ knock, sourcePort }: Sent, tables: ReturnType<typeof tablesIn>): Trace =>
  trace({ ...knock, sourcePort, hostAddresses: HOST_ADDRESSES[knock.family] }, tables)

const agrees = (traced: Trace, { seen }: Sent, { rules }: Drawn): boolean =>
  disagreement(traced, seen, rules.deterministic) === undefined
