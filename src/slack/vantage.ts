import type { Config, Host } from '../config/schema.ts'
import { vantagesOf } from '../config/vantages.ts'
import type { Desk } from '../queue/desk.ts'

const SHOWN = 2

/** Whose workers check and change a host. */
export const vantageOf = (name: string, hosts: readonly Host[], config: Pick<Config, 'vantage'>): string =>
  hosts.find((host) => host.name === name)?.vantage ?? config.vantage

/**
 * From where else a host could be looked at now: the other vantages that the configuration names, where a worker is up whose own
 * inventory has the host.
 */
export async function otherVantages(
  { host, vantage }: { host: string; vantage: string },
  hosts: readonly Host[],
  config: Pick<Config, 'vantage'>,
  desk: Pick<Desk, 'canCheck'>,
): Promise<string[]> {
  const named = vantagesOf({ config, hosts }).map((one) => one.vantage)
  const others = named.filter((one) => one !== vantage)
  const can = await Promise.all(others.map((one) => desk.canCheck(one, host)))
  return others.filter((_, index) => can[index]).slice(0, SHOWN)
}
