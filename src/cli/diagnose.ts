import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { diagnose } from '../causes/diagnose.ts'
import type { Evidence } from '../domain/evidence.ts'
import { consoleAlone, NotConsoleOutput, withConsole } from '../evidence/console.ts'
import { EXIT, exitOfVerdict, Stop } from './exit.ts'
import { print } from './print.ts'

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

interface DiagnoseOptions {
  /** A file that holds what the evidence script printed on the host's console. */
  inside?: string
  json?: boolean
  save?: string
}

/** `ssh-medic diagnose`: the same judgement over a saved file, with what a person saw on the console where there is such. */
export async function diagnoseFile(file: string | undefined, options: DiagnoseOptions): Promise<number> {
  const evidence = evidenceFrom(file, options.inside)
  if (options.save) writeFileSync(options.save, `${JSON.stringify(evidence, null, 1)}\n`)
  const diagnosis = diagnose(evidence)
  print({ evidence, diagnosis }, options)
  return exitOfVerdict(diagnosis.verdict)
}

function evidenceFrom(file: string | undefined, inside: string | undefined): Evidence {
  if (inside === undefined) {
    if (file !== undefined) return parseEvidence(read(file), file)
    throw new Stop(EXIT.usage, 'name a file that check --save wrote, or --inside FILE with what the script printed')
  }
  const text = read(inside)
  try {
    return file === undefined ? consoleAlone(text, new Date()) : withConsole(parseEvidence(read(file), file), text)
  } catch (error) {
    if (error instanceof NotConsoleOutput) throw new Stop(EXIT.usage, `${inside}: ${error.message}`, { cause: error })
    throw error
  }
}

function read(file: string): string {
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
