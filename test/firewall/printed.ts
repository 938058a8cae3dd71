import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The rule sets of real hosts, a folder each: what was printed there, and what became of packets. */
export const REAL = join(import.meta.dirname, 'real')

/** The files of a rule set, by the command that printed each. */
export const PRINTED_BY = {
  'iptables-save.txt': 'iptables-save -c',
  'ip6tables-save.txt': 'ip6tables-save -c',
  'iptables-legacy-save.txt': 'iptables-legacy-save -c',
  'ip6tables-legacy-save.txt': 'ip6tables-legacy-save -c',
  'nft.txt': 'nft -a list ruleset',
  'nft.json': 'nft -j -a list ruleset',
  'ipset-save.txt': 'ipset save',
} as const

export const realNames: readonly string[] = readdirSync(REAL)

export const readReal = (name: string, file: string): string => readFileSync(join(REAL, name, file), 'utf8')

/** What was printed on that host, by command. */
export const printedOn = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(PRINTED_BY)
      .filter(([file]) => existsSync(join(REAL, name, file)))
      .map(([file, command]) => [command, readReal(name, file)]),
  )
