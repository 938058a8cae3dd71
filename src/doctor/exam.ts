import type { Redis } from 'ioredis'
import type { Config, Host } from '../config/schema.ts'
import type { Step } from '../domain/message.ts'
import type { ExamResult } from '../report/doctor.ts'
import type { Tokens } from '../slack/tokens.ts'
import type { SlackSide } from './slack-side.ts'

export type Role = 'bot' | 'worker'
export type Result = Omit<ExamResult, 'exam' | 'title'>

/** What can be away: with why, and what to do. */
export type Opened<T> = { ok: T } | { failed: Result[] }

/** What the examinations look at. */
export interface Around {
  /** The file that the configuration came from; undefined when there is none. */
  configFile: string | undefined
  config: Config
  hosts: readonly Host[]
  roles: readonly Role[]
  tokens: Tokens
  redis: Opened<Redis>
  slack: Opened<SlackSide>
  /** Which hosts to log in to. */
  visited: readonly Host[]
  /** Where Slack sends its requests, as the world sees it. */
  requestUrl: string | undefined
  signal: AbortSignal
  onStep: (step: Step) => void
}

interface Parts {
  redis: Redis
  slack: SlackSide
}

/** One prerequisite after the other: it looks, changes nothing, and says how to mend what it finds. */
export interface Exam {
  id: string
  title: string
  /** Where it belongs; everywhere without it. */
  role?: Role
  examine(around: Around): Promise<Result[]>
}

interface Defined<N extends keyof Parts> extends Omit<Exam, 'examine'> {
  needs: readonly N[]
  examine(around: Omit<Around, N> & Pick<Parts, N>): Promise<Result[]> | Result[]
}

/** An examination is only asked when what it needs is there. */
export function defineExam<N extends keyof Parts>({ needs, examine, ...exam }: Defined<N>): Exam {
  return {
    ...exam,
    examine: async (around) => {
      const parts: Partial<Parts> = {}
      for (const need of needs) {
        const opened = around[need]
        if ('failed' in opened) return [skipped(`not examined: ${AWAY[need]}`)]
        Object.assign(parts, { [need]: opened.ok })
      }
      return examine({ ...around, ...parts } as unknown as Omit<Around, N> & Pick<Parts, N>)
    },
  }
}

const AWAY = { redis: 'it needs Redis', slack: 'it needs Slack' } as const

export const right = (what: string): Result => ({ state: 'right', what })
export const wrong = (what: string, mend: string): Result => ({ state: 'wrong', what, mend })
export const away = (what: string, mend: string): Result => ({ state: 'wrong', what, mend, away: true })
export const note = (what: string, mend?: string): Result => ({
  state: 'note',
  what,
  ...(mend !== undefined && { mend }),
})
export const skipped = (what: string): Result => ({ state: 'skipped', what })

/** What is wrong, or else one line that says that nothing is. */
export const orRight = (results: readonly Result[], what: string): Result[] =>
  results.some(({ state }) => state === 'wrong') ? [...results] : [right(what), ...results]

/** A list as people read it, cut where it gets long. */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

export const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`
