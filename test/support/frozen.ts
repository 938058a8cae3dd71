import type { TestRedis } from './redis.ts'

/** Stops a real Redis server as a dying disk or a suspended machine does: connections stay, and nothing is answered. Returns how it goes on. */
export async function freeze({ redis }: TestRedis): Promise<() => void> {
  const pid = await processOf(redis)
  process.kill(pid, 'SIGSTOP')
  return () => process.kill(pid, 'SIGCONT')
}

/** Kills it: connections are refused from then on. */
export async function killServer({ redis }: TestRedis): Promise<void> {
  redis.on('error', () => {}) // It goes on trying to connect.
  process.kill(await processOf(redis), 'SIGKILL')
}

async function processOf(redis: TestRedis['redis']): Promise<number> {
  const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1])
  if (!Number.isInteger(pid) || pid === process.pid) throw new Error('only a Redis server of its own can be stopped')
  return pid
}
