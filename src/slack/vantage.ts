import type { Config, Host } from '../config/schema.ts'

/** Whose workers check and change a host. */
export const vantageOf = (name: string, hosts: readonly Host[], config: Pick<Config, 'vantage'>): string =>
  hosts.find((host) => host.name === name)?.vantage ?? config.vantage
