import { writeFileSync } from 'node:fs'
import { diagnose } from '../causes/diagnose.ts'
import type { Evidence } from '../domain/evidence.ts'
import { consoleAlone, NotConsoleOutput, withConsole } from '../evidence/console.ts'
import { evidenceIn, textOf } from './evidence-file.ts'
import { EXIT, exitOfVerdict, Stop } from './exit.ts'
import { print } from './print.ts'

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
    if (file !== undefined) return evidenceIn(file)
    throw new Stop(EXIT.usage, 'name a file that check --save wrote, or --inside FILE with what the script printed')
  }
  const text = textOf(inside)
  try {
    return file === undefined ? consoleAlone(text, new Date()) : withConsole(evidenceIn(file), text)
  } catch (error) {
    if (error instanceof NotConsoleOutput) throw new Stop(EXIT.usage, `${inside}: ${error.message}`, { cause: error })
    throw error
  }
}
