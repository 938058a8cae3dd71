import { baseImage } from './base-image.ts'
import { allScenarios } from './discover.ts'
import type { Suite } from './places.ts'
import { type Played, type PlayOptions, play, playsFix } from './play.ts'
import type { Scenario } from './scenario.ts'

const AT_ONCE = 3
/** Of those that mostly wait. */
const SLOW_AT_ONCE = 8
/** More failures than these are no matter of time. */
const MOST_AGAIN = 25

/** Plays what the filters choose (all without any), and returns the exit status. A filter matches a part of `name/suite`. */
export async function runScenarios(filters: readonly string[], options: PlayOptions): Promise<number> {
  const all = (await allScenarios()).flatMap((scenario) => scenario.suites.map((suite) => ({ scenario, suite })))
  const chosen = all.filter(({ scenario, suite }) => isChosen(filters, `${scenario.name}/${suite}`))
  if (chosen.length === 0) throw new Error(`no scenario matches ${filters.join(' ')}: npm run lab -- list`)
  for (const suite of new Set(chosen.map((one) => one.suite))) await baseImage(suite)

  const slow = chosen.filter((turn) => mostlyWaits(turn, options))
  const quick = chosen.filter((turn) => !mostlyWaits(turn, options))
  // The longest first: nobody shall wait for it alone in the end.
  slow.sort((one, other) => (other.scenario.slowMs ?? 0) - (one.scenario.slowMs ?? 0))
  const done = (await Promise.all([inLanes(slow, SLOW_AT_ONCE, options), inLanes(quick, AT_ONCE, options)])).flat()
  const failed = await onceMoreAlone(done.filter(hasFailed), chosen, options)
  console.log(`${done.length - failed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

/** A fix and its undo take more connections than the budget gives at once. */
const mostlyWaits = ({ scenario, suite }: Turn, options: PlayOptions) =>
  scenario.slowMs !== undefined || playsFix(scenario, suite, options)

const hasFailed = ({ failures }: Played) => failures.length > 0

/**
 * Many hosts at once on a small machine are late now and then, and some scenarios go by time. What failed is played again with
 * nothing beside it; what fails then has failed. When many failed, something is wrong and nothing is played again.
 */
async function onceMoreAlone(failed: Played[], turns: readonly Turn[], options: PlayOptions): Promise<number> {
  if (failed.length === 0 || failed.length > MOST_AGAIN || options.signal?.aborted) return failed.length
  console.log(`once more, alone: ${failed.map(({ name, suite }) => `${name}/${suite}`).join(' ')}`)
  const again = turns.filter(({ scenario, suite }) =>
    failed.some((one) => one.name === scenario.name && one.suite === suite),
  )
  return (await inLanes(again, 1, options)).filter(hasFailed).length
}

const isChosen = (filters: readonly string[], name: string) =>
  filters.length === 0 || filters.some((filter) => name.includes(filter))

interface Turn {
  scenario: Scenario
  suite: Suite
}

async function inLanes(turns: readonly Turn[], lanes: number, options: PlayOptions): Promise<Played[]> {
  const waiting = [...turns]
  const played: Played[] = []
  const lane = async () => {
    for (let turn = waiting.shift(); turn && !options.signal?.aborted; turn = waiting.shift()) {
      const result = await play(turn.scenario, turn.suite, options)
      if (options.signal?.aborted) return
      print(result)
      played.push(result)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return played
}

function print({ name, suite, ms, failures }: Played): void {
  const mark = failures.length === 0 ? 'ok  ' : 'FAIL'
  console.log(`${mark} ${`${name}/${suite}`.padEnd(46)} ${String(Math.round(ms)).padStart(7)} ms`)
  for (const line of failures.join('\n').split('\n').filter(Boolean)) console.log(`       ${line}`)
}
