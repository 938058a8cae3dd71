// A worker that watches, run on a bastion: its settings come as a message, and it ends with whoever sent them.
import type { Config, Host } from '../../../src/config/schema.ts'
import { loadVerifier } from '../../../src/queue/signing.ts'
import { startWorker } from '../../../src/queue/worker.ts'
import { redisBudget } from '../../../src/store/redis-budget.ts'
import { workerRedis } from '../../../src/store/redis-client.ts'

export interface WatcherSettings {
  config: Config
  hosts: Host[]
  redisUrl: string
  publicKeyFile: string
  tickMs: number
}

const onError = (error: Error) => console.error(`the worker: ${error.message}`)

/** It looks far more often than the budget lets anybody; the checks and fixes that people ask for keep to theirs. */
async function watch({ config, hosts, redisUrl, publicKeyFile, tickMs }: WatcherSettings): Promise<void> {
  await startWorker({
    ...{ config, hosts, redisUrl, onError },
    budget: redisBudget(workerRedis(redisUrl, onError), config.vantage),
    verifier: loadVerifier([publicKeyFile]),
    sweep: { tickMs, spare: async () => true },
  })
  process.send?.('ready')
}

process.once('disconnect', () => process.exit())
process.once('message', (settings) => {
  watch(settings as WatcherSettings).catch((error: Error) => {
    onError(error)
    process.exit(1)
  })
})
