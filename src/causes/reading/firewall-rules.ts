import type { Answered } from '../../domain/observation.ts'
import { readIptables } from '../../firewall/iptables/save.ts'
import { isOverNft, savedTables } from '../../firewall/iptables/variant.ts'
import { readNft } from '../../firewall/nft/ruleset.ts'
import { atOnce, type Pieces } from '../../firewall/pieces.ts'
import type { Table } from '../../firewall/rules.ts'
import { askedOfNft, ipsetsOf } from './big-sets.ts'

type Firewall = Answered<'firewall'>

/** Why the rules cannot be asked: a clause that ends "cannot be told because …". */
export interface Untraced {
  because: string
}

const memory = new WeakMap<Firewall, Table[] | Untraced>()

/** Every table of the host's rules, read once an observation. Those that iptables keeps in nft's place are iptables'. */
export const tablesOf = (firewall: Firewall): Table[] | Untraced => atOnce(readTables(firewall))

/** The same in pieces, for who has other things to do as well: afterwards all who ask for them have them at once. */
export function* readTables(firewall: Firewall): Pieces<Table[] | Untraced> {
  const tables = memory.get(firewall) ?? (yield* read(firewall))
  memory.set(firewall, tables)
  return tables
}

const SAVERS = [
  { tool: 'iptables', family: 'ip', command: 'iptables-save' },
  { tool: 'iptables', family: 'ip', command: 'iptables-legacy-save' },
  { tool: 'ip6tables', family: 'ip6', command: 'ip6tables-save' },
  { tool: 'ip6tables', family: 'ip6', command: 'ip6tables-legacy-save' },
] as const

function* read(firewall: Firewall): Pieces<Table[] | Untraced> {
  const sets = ipsetsOf(firewall)
  const saved = SAVERS.flatMap(({ tool, family, command }) => {
    const save = printed(firewall, new RegExp(`\\b${command}( -c)?$`))
    return save === undefined ? [] : [{ tool, save, inNft: isOverNft(save) ? savedTables(save, family) : [] }]
  })
  const native = yield* nftOf(firewall, new Set(saved.flatMap(({ inNft }) => inNft)))
  if ('because' in native) return native
  const tables: Table[] = []
  for (const { tool, save } of saved) tables.push(...(yield* readIptables(tool, save, sets)))
  return [...tables, ...native]
}

function* nftOf(firewall: Firewall, shared: ReadonlySet<string>): Pieces<Table[] | Untraced> {
  const text = printed(firewall, /\bnft (-t )?(-a )?list ruleset$/)
  const json = printed(firewall, /\bnft -j -a list ruleset$/)
  const terse = printed(firewall, /\bnft -j -t -a list ruleset$/)
  const isElsewhere = (name: string) => shared.has(name)
  // What was recorded before nft was asked for JSON, and an nft that has none.
  if (json === undefined && terse === undefined) return onlyText(text ?? '', isElsewhere)
  try {
    return yield* readNft(jsonIn(json ?? terse ?? ''), text ?? '', {
      leaveOut: ({ family, name }) => isElsewhere(`${family} ${name}`),
      ...(json === undefined && { unprinted: askedOfNft(firewall) }),
    })
  } catch (error) {
    return { because: error instanceof Error ? error.message : String(error) }
  }
}

function onlyText(text: string, isElsewhere: (name: string) => boolean): [] | Untraced {
  const names = Array.from(text.matchAll(/^table (\S{1,20} \S{1,300}) \{/gm), ([, name = '']) => name)
  const missing = names.find((name) => !isElsewhere(name) && !name.startsWith('arp '))
  return missing === undefined ? [] : { because: `nft did not print its table ${missing} as JSON` }
}

/** Without the warnings that may stand around it. */
const jsonIn = (output: string): string => output.split('\n').find((line) => line.startsWith('{"nftables"')) ?? output

/** What a command printed that succeeded; undefined also for what was too long to send. */
const printed = ({ commands }: Firewall, command: RegExp): string | undefined =>
  commands.find((one) => one.exit === 0 && one.output !== '' && command.test(one.command))?.output
