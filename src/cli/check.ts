import { writeFileSync } from 'node:fs'
import { diagnose } from '../causes/diagnose.ts'
import type { Evidence } from '../domain/evidence.ts'
import { EXIT, exitOfVerdict, Stop } from './exit.ts'
import { gather } from './gather.ts'
import { print } from './print.ts'
import { clientOf, userOf } from './target.ts'

interface Options {
  from?: string
  user?: string
  port?: number
  config?: string
  json?: boolean
  save?: string
}

/** `ssh-medic check`: probes, evidence and diagnosis in this process. Returns the exit status. */
export async function check(name: string, options: Options): Promise<number> {
  const { port, config } = options
  const evidence = await gather(name, { client: clientOf(options.from), user: userOf(options.user), port, config })
  if (options.save !== undefined) save(evidence, options.save)
  const diagnosis = diagnose(evidence)
  print({ evidence, diagnosis }, options)
  return exitOfVerdict(diagnosis.verdict)
}

function save(evidence: Evidence, file: string): void {
  try {
    writeFileSync(file, `${JSON.stringify(evidence, null, 2)}\n`)
  } catch (error) {
    throw new Stop(
      EXIT.usage,
      `cannot save the evidence to ${file}: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    )
  }
}
