import type { Config, Host } from '../config/schema.ts'
import type { Desk } from '../queue/desk.ts'

const SHOWN = 2

/** Whose workers check and change a host. */
export const vantageOf = (name: string, hosts: readonly Host[], config: Pick<Config, 'vantage'>): string =>
  hosts.find((host) => host.name === name)?.vantage ?? config.vantage

/**
 * From where else a host could be looked at now: the other vantages that the configuration names and that have a worker. What
 * such a worker can reach stands in its own inventory; where the host is not in it, the answer says so.
 */
export async function otherVantages(
  vantage: string,
  hosts: readonly Host[],
  config: Pick<Config, 'vantage'>,
  desk: Pick<Desk, 'workersOf'>,
): Promise<string[]> {
  const named = new Set([config.vantage, ...hosts.flatMap((host) => host.vantage ?? [])])
  const others = [...named].filter((one) => one !== vantage)
  const workers = await Promise.all(others.map((one) => desk.workersOf(one)))
  return others.filter((_, index) => (workers[index] ?? 0) > 0).slice(0, SHOWN)
}
