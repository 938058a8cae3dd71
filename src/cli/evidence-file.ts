import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Evidence } from '../domain/evidence.ts'
import { EXIT, Stop } from './exit.ts'

const evidenceSchema = z.looseObject({
  schema: z.literal('ssh-medic/evidence@1'),
  runId: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  host: z.looseObject({ name: z.string(), address: z.string(), port: z.int() }),
  client: z.looseObject({ address: z.string() }).optional(),
  user: z.string().optional(),
  vantage: z.string(),
  observations: z.array(
    z.looseObject({ observation: z.string(), outcome: z.string(), at: z.string(), ms: z.number() }),
  ),
})

/** The evidence in a file that `check --save` wrote; `-` is standard input. */
export const evidenceIn = (file: string): Evidence => parseEvidence(textOf(file), file)

export function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new Stop(EXIT.usage, `cannot read ${file}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

function parseEvidence(text: string, file: string): Evidence {
  const parsed = evidenceSchema.safeParse(parseJson(text, file))
  if (!parsed.success)
    throw new Stop(
      EXIT.usage,
      `${file} is not evidence of ssh-medic (check --save writes it):\n${z.prettifyError(parsed.error)}`,
    )
  // The observations' details are read by recognisers that stay silent, or leave their cause untested, on what does not fit.
  return parsed.data as unknown as Evidence
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Stop(EXIT.usage, `${file} is not JSON: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}
