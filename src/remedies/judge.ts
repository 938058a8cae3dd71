import { redact, withoutControls } from '../domain/redact.ts'
import type { Direction, State } from './define.ts'
import type { After } from './look.ts'
import type { Verdict } from './report.ts'

const COMPLAINT_CHARS = 300

/** The verdict when nothing is to be run, by what was found before; undefined when the change may go on. Pure. */
export function judgeBefore(before: State, direction: Direction, dryRun: boolean): Verdict | undefined {
  if (before.state === 'unknown')
    return { outcome: 'refused', detail: `Not done, because ${before.because}: nothing was changed.` }
  const facts = { before: before.facts }
  if (before.state !== startOf(direction))
    return { outcome: 'nothing-to-do', detail: `${sentence(before.detail)} Nothing was changed.`, ...facts }
  if (dryRun)
    return { outcome: 'nothing-to-do', detail: `${sentence(before.detail)} A dry run: nothing was changed.`, ...facts }
  return undefined
}

/** The verdict by what is true after the commands ran, whatever they said of themselves. Pure. */
export function judgeAfter(
  before: State,
  { state: after, lockedOut }: Pick<After, 'state' | 'lockedOut'>,
  direction: Direction,
  complaint: string | undefined,
): Verdict & { changed: true } {
  const said = complaint === undefined ? '' : ` ${sentence(clean(complaint))}`
  const facts = { changed: true as const, ...('facts' in before && { before: before.facts }) }
  if (lockedOut !== undefined)
    return { outcome: 'not-fixed', detail: `After the change no new login works: ${lockedOut}.${said}`, ...facts }
  if (after.state === 'unknown')
    return { outcome: 'inconclusive', detail: `The commands ran, but ${after.because}.${said}`, ...facts }
  const outcome = after.state === startOf(direction) ? 'not-fixed' : 'verified'
  const was = 'detail' in before ? `Before: ${before.detail}. ` : ''
  return { outcome, detail: `${was}After: ${after.detail}.${said}`, ...facts, after: after.facts }
}

/** What must be true for the direction to make sense. */
const startOf = (direction: Direction) => (direction === 'do' ? 'holds' : 'gone')

const clean = (text: string) => redact(withoutControls(text.trim())).slice(0, COMPLAINT_CHARS)

/** A name such as `ssh.service` keeps its small letter. */
const isName = (text: string) => /^[\w-]+\.\w/.test(text)

const sentence = (text: string) =>
  `${isName(text) ? text.charAt(0) : text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
