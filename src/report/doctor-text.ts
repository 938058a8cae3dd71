import { styleText } from 'node:util'
import { redact, withoutControls } from '../domain/redact.ts'
import type { DoctorReport, ExamResult } from './doctor.ts'

const MARKS = { right: '✓', wrong: '✗', note: '!', skipped: '–' } as const
const COLORS = { right: 'green', wrong: 'red', note: 'yellow', skipped: 'dim' } as const
const MOST = 1_000

/** One result as a person reads it: what is, and below it what to do. */
export function resultText({ title, state, what, mend }: ExamResult, { color }: { color: boolean }): string {
  const mark = color ? styleText(COLORS[state], MARKS[state]) : MARKS[state]
  const todo = mend === undefined ? '' : `\n    → ${bounded(mend)}`
  return `${mark} ${title}: ${bounded(redact(what))}${todo}\n`
}

/** What was not examined, a line a reason. */
export function skippedText(results: readonly ExamResult[], { color }: { color: boolean }): string {
  const skipped = results.filter(({ state }) => state === 'skipped')
  const reasons = [...new Set(skipped.map(({ what }) => what))]
  return reasons
    .map((reason) => {
      const title = skipped
        .filter(({ what }) => what === reason)
        .map((one) => one.title)
        .join(', ')
      return resultText({ exam: '', title, state: 'skipped', what: reason }, { color })
    })
    .join('')
}

/** The last line: whether it can be left so. */
export function summaryText({ results }: Pick<DoctorReport, 'results'>): string {
  const wrong = results.filter(({ state }) => state === 'wrong').length
  const notes = results.filter(({ state }) => state === 'note').length
  const worth = notes === 0 ? '' : ` ${notes === 1 ? 'One thing is' : `${notes} things are`} worth knowing.`
  if (wrong === 0) return `Nothing is wrong.${worth}\n`
  return `${wrong === 1 ? 'One thing is' : `${wrong} things are`} wrong: mend from the top, what comes first may be why the rest fails.${worth}\n`
}

/** What a host or Slack said may stand in it. */
const bounded = (text: string): string => withoutControls(text).replace(/\s+/g, ' ').slice(0, MOST)
