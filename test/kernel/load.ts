import { LOADERS, type Loader, type Printed, type RuleSet } from './rule-set.ts'

const MARK = '#### printed by '
const END_OF_INPUT = 'END-OF-WHAT-IS-LOADED'

/** What prints the rules that a program has loaded. */
const PRINTERS: Record<Loader, readonly [string, ...string[]]> = {
  ipset: ['ipset save'],
  'iptables-restore': ['iptables-save -c'],
  'ip6tables-restore': ['ip6tables-save -c'],
  'iptables-legacy-restore': ['iptables-legacy-save -c'],
  'ip6tables-legacy-restore': ['ip6tables-legacy-save -c'],
  nft: ['nft -j -a list ruleset', 'nft -a list ruleset'],
}

const LEGACY_EMPTY = Object.entries({
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
})
  .map(([table, chains]) => [`*${table}`, ...chains.map((chain) => `:${chain} ACCEPT [0:0]`), 'COMMIT'].join('\n'))
  .join('\n')

/** Nothing of what those programs have loaded is left. Legacy tables cannot be deleted, so they are loaded empty. */
export function flushOf(loaded: ReadonlySet<Loader>): string {
  const legacy = [...loaded].filter((loader) => loader.includes('legacy')).map((loader) => input(loader, LEGACY_EMPTY))
  return ['nft flush ruleset\n', ...legacy, loaded.has('ipset') ? DESTROY_SETS : ''].join('')
}

/** Lists have to let go of their sets first; and the kernel lets go of the rules that use sets a little later. */
const DESTROY_SETS = `ipset flush
tries=0
until ipset destroy; do tries=$((tries + 1)); [ "$tries" -lt 200 ]; sleep 0.01; done 2>&-
`

/** A shell's commands that load the rules. */
export const loadingOf = (rules: RuleSet): string =>
  loadersOf(rules)
    .map((loader) => input(loader, rules.loads[loader] ?? ''))
    .join('')

/** A shell's commands that print the rules as the programs see them. */
export const printingOf = (rules: RuleSet): string =>
  loadersOf(rules)
    .flatMap((loader) => PRINTERS[loader])
    .map(printing)
    .join('')

/** A shell's commands that print what has counters. */
export const countingOf = (rules: RuleSet): string =>
  loadersOf(rules)
    .map((loader) => PRINTERS[loader][0])
    .filter((print) => print !== 'ipset save')
    .map(printing)
    .join('')

export const loadersOf = ({ loads }: RuleSet): Loader[] =>
  (Object.keys(LOADERS) as Loader[]).filter((loader) => loads[loader] !== undefined)

const input = (loader: Loader, text: string): string =>
  `${LOADERS[loader]} <<'${END_OF_INPUT}'\n${text}\n${END_OF_INPUT}\n`

const printing = (command: string): string => `echo '${MARK}${command}'; ${command}\n`

/** What those commands have printed, by command. */
export function printedIn(output: string): Printed {
  const pieces = output.split(new RegExp(`^${MARK}`, 'm')).slice(1)
  return Object.fromEntries(
    pieces.map((piece) => {
      const end = piece.indexOf('\n')
      return [piece.slice(0, end), piece.slice(end + 1)]
    }),
  )
}
