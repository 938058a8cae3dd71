import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { diagnose } from '../causes/diagnose.ts'
import type { Evidence } from '../domain/evidence.ts'
import { fileBudget } from '../probes/budget-file.ts'
import { collect } from '../probes/collect.ts'
import { EXIT, exitOfVerdict, Stop } from './exit.ts'
import { untilInterrupted } from './interrupt.ts'
import { print } from './print.ts'
import { progressTo } from './progress.ts'
import { clientOf, targetOf, userOf } from './target.ts'

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
  const { config, host } = targetOf(name, options.config)
  const client = clientOf(options.from)
  const user = userOf(options.user)
  const request = {
    runId: randomUUID(),
    host,
    vantage: config.vantage,
    ...(client && { client }),
    ...(user && { user }),
    ...(options.port && { port: options.port }),
  }
  const progress = progressTo(process.stderr)
  const evidence = await untilInterrupted((signal) =>
    collect(request, { knownHosts: config.knownHosts, budget: fileBudget(), signal, onStep: progress.onStep }),
  ).finally(progress.clear)
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
