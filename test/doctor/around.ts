import type { Redis } from 'ioredis'
import { configSchema, type Host } from '../../src/config/schema.ts'
import type { Around, Exam, Result } from '../../src/doctor/exam.ts'

export const hostOf = (name: string, change: Partial<Host> = {}): Host => ({
  ...{ name, address: '127.0.0.1', port: 22, user: 'medic', tags: [] },
  ...change,
})

/** The surroundings of an examination: a bot and a worker with one host, and nothing else. */
export function aroundOf(settings: Record<string, unknown> = {}, change: Partial<Around> = {}): Around {
  return {
    configFile: undefined,
    config: configSchema.parse({ vantage: 'bastion-a', ...settings }),
    hosts: [hostOf('web-01')],
    roles: ['bot', 'worker'],
    tokens: {},
    redis: { failed: [] },
    slack: { failed: [] },
    visited: [],
    requestUrl: undefined,
    signal: new AbortController().signal,
    onStep: () => {},
    ...change,
  }
}

export const withRedis = (redis: Redis, settings: Record<string, unknown> = {}, change: Partial<Around> = {}): Around =>
  aroundOf(settings, { redis: { ok: redis }, ...change })

/** What an examination finds, one line each. What is wrong says how to mend it. */
export async function found(exam: Exam, around: Around): Promise<string[]> {
  return lines(await exam.examine(around))
}

export const lines = (results: readonly Result[]): string[] =>
  results.map(({ state, what, mend }) => {
    if (state === 'wrong' && !mend) throw new Error(`nothing says how to mend: ${what}`)
    return `${state}: ${what}`
  })
