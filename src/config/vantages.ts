import type { Config, Host } from './schema.ts'

/** Whose workers check and change a host. */
export const vantageOfHost = ({ vantage }: Pick<Host, 'vantage'>, config: Pick<Config, 'vantage'>): string =>
  vantage ?? config.vantage

/** Every vantage that the configuration knows, its own first, with the names of the hosts that belong to it. */
export function vantagesOf({
  config,
  hosts,
}: {
  config: Pick<Config, 'vantage'>
  hosts: readonly Pick<Host, 'name' | 'vantage'>[]
}): { vantage: string; hosts: string[] }[] {
  const known = new Map<string, string[]>([[config.vantage, []]])
  for (const host of hosts) {
    const vantage = vantageOfHost(host, config)
    const names = known.get(vantage) ?? []
    names.push(host.name)
    known.set(vantage, names)
  }
  return [...known].map(([vantage, names]) => ({ vantage, hosts: names }))
}
