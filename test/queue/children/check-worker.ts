import { configSchema } from '../../../src/config/schema.ts'
import { startWorker } from '../../../src/queue/worker.ts'
import { KEEPING, SOON_MISSED } from '../pickups.ts'

/** A worker in a process of its own, for a test to kill. It knows one host: a port of loopback. */
const [redisUrl = '', port = '', fate = ''] = process.argv.slice(2)
const host = { name: 'web-01', address: '127.0.0.1', port: Number(port), tags: [] }

await startWorker({
  config: configSchema.parse({ vantage: 'bastion-a' }),
  hosts: [host],
  redisUrl,
  budget: { take: async () => ({ waitedMs: 0 }) },
  pickup: fate === 'killed' ? SOON_MISSED : KEEPING,
})
