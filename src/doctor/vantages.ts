import type { Around } from './exam.ts'

/** Every vantage that the configuration knows, its own first, with the hosts that belong to it. */
export function vantagesOf({
  config,
  hosts,
}: Pick<Around, 'config' | 'hosts'>): { vantage: string; hosts: string[] }[] {
  const names = [...new Set([config.vantage, ...hosts.flatMap(({ vantage }) => vantage ?? [])])]
  return names.map((vantage) => ({
    vantage,
    hosts: hosts.filter((host) => (host.vantage ?? config.vantage) === vantage).map(({ name }) => name),
  }))
}
