import { LOADERS, type Loader, type Printed, type RuleSet } from './rule-set.ts'

const MARK = '#### printed by '
const END_OF_INPUT = 'END-OF-WHAT-IS-LOADED'

/** What prints the rules that a program has loaded. */
const PRINTERS: Record<Loader, readonly string[]> = {
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
})
  .map(([table, chains]) => [`*${table}`, ...chains.map((chain) => `:${chain} ACCEPT [0:0]`), 'COMMIT'].join('\n'))
  .join('\n')

/** Legacy tables cannot be deleted, so they are loaded empty. Sets go last: the kernel lets go of the rules that use them a little later. */
const FLUSH = `nft flush ruleset
for family in ip ip6; do
  [ -z "$(cat /proc/net/"$family"_tables_names)" ] || "$family"tables-legacy-restore <<'${END_OF_INPUT}'
${LEGACY_EMPTY}
${END_OF_INPUT}
done
tries=0
until ipset destroy; do tries=$((tries + 1)); [ "$tries" -lt 100 ]; sleep 0.01; done 2>&-
`

/** A shell's commands that flush all, load the rules, and print them as the programs see them. */
export function commandsOf({ loads }: RuleSet): string {
  const loading = loadersOf(loads).map(
    (loader) => `${LOADERS[loader]} <<'${END_OF_INPUT}'\n${loads[loader]}\n${END_OF_INPUT}\n`,
  )
  return [FLUSH, ...loading, printingOf({ loads })].join('')
}

/** A shell's commands that only print them. */
export const printingOf = ({ loads }: Pick<RuleSet, 'loads'>): string =>
  loadersOf(loads)
    .flatMap((loader) => PRINTERS[loader])
    .map((print) => `echo '${MARK}${print}'; ${print}\n`)
    .join('')

const loadersOf = (loads: RuleSet['loads']): Loader[] =>
  (Object.keys(LOADERS) as Loader[]).filter((loader) => loads[loader] !== undefined)

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
