import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const TIMEOUT_MS = 1_000
const MAX_BYTES = 1_048_576

export interface RanLocally {
  ok: boolean
  stdout: string
  stderr: string
}

/** Runs a tool of the vantage itself, read-only, in the C locale. One that is missing or fails is an answer, not an error. */
export async function runLocally(program: string, args: string[], signal?: AbortSignal): Promise<RanLocally> {
  const env = { LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }
  const options = { env, timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, ...(signal && { signal }) }
  try {
    return { ok: true, ...(await promisify(execFile)(program, args, options)) }
  } catch (error) {
    signal?.throwIfAborted()
    return { ok: false, stdout: textOf(error, 'stdout'), stderr: textOf(error, 'stderr') }
  }
}

const textOf = (error: unknown, stream: 'stdout' | 'stderr'): string =>
  error instanceof Error && stream in error ? String((error as Error & Record<typeof stream, unknown>)[stream]) : ''
