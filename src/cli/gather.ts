import { randomUUID } from 'node:crypto'
import type { Address } from '../domain/address.ts'
import type { Evidence } from '../domain/evidence.ts'
import { fileBudget } from '../probes/budget-file.ts'
import { collect } from '../probes/collect.ts'
import { untilInterrupted } from './interrupt.ts'
import { progressTo } from './progress.ts'
import { targetOf } from './target.ts'

interface Asked {
  client?: Address | undefined
  user?: string | undefined
  port?: number | undefined
  config?: string | undefined
}

/** The evidence of one check run from here, with its steps on standard error. */
export async function gather(name: string, { client, user, port, config: file }: Asked): Promise<Evidence> {
  const { config, host } = targetOf(name, file)
  const request = {
    runId: randomUUID(),
    host,
    vantage: config.vantage,
    ...(client && { client }),
    ...(user && { user }),
    ...(port && { port }),
  }
  const progress = progressTo(process.stderr)
  return await untilInterrupted((signal) =>
    collect(request, { knownHosts: config.knownHosts, budget: fileBudget(), signal, onStep: progress.onStep }),
  ).finally(progress.clear)
}
