import { spawnSync } from 'node:child_process'

/** Wall times in milliseconds of several pieces of work, run in turn so that noise hits all of them alike. */
export async function interleaved(
  rounds: number,
  works: Record<string, () => Promise<void> | void>,
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {}
  for (const work of Object.values(works)) await work()
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const started = performance.now()
      await work()
      const list = times[name] ?? []
      list.push(performance.now() - started)
      times[name] = list
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]))
}

export const median = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN

/** Runs a program to its end, and throws when it ends otherwise than expected: a failure is no fast success. */
export function mustRun(
  argv: readonly string[],
  options: { input?: string; exits?: number[]; env?: NodeJS.ProcessEnv } = {},
): void {
  const [program = '', ...args] = argv
  const { status, stderr } = spawnSync(program, args, {
    input: options.input ?? '',
    encoding: 'utf8',
    env: options.env ?? process.env,
  })
  if (!(options.exits ?? [0]).includes(status ?? -1))
    throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`)
}

export interface Row {
  work: string
  ours: number
  /** What it is compared with; for a fixed goal, its name. */
  against: string
  theirs: number
  /** The ratio at most; `atLeast` where more is better. */
  goal: number | { atLeast: number }
  /** Milliseconds without one. */
  unit?: string
}

/** What is little is told to the hundredth. */
const told = (value: number, unit = 'ms'): string => `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`

/** A table of ratios, each with its goal and whether it is met. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ work, ours, against, theirs, goal, unit }) => {
    const ratio = ours / theirs
    const [isMet, goalWords] =
      typeof goal === 'number' ? [ratio <= goal, `≤ ${goal}`] : [ratio >= goal.atLeast, `≥ ${goal.atLeast}`]
    return [work, told(ours, unit), against, told(theirs, unit), ratio.toFixed(2), goalWords, isMet ? 'met' : 'MISSED']
  })
  const head = ['work', 'ours', 'against', 'theirs', 'ratio', 'goal', '']
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)))
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
