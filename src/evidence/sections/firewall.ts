import { isOverNft, savedTables } from '../../firewall/iptables/variant.ts'
import { defineSection, failure, needsRoot, type Output, privileged, type Told, unread } from '../section.ts'
import { askIpset, askNft } from './big-sets.ts'
import { ipsetMembers } from './ipset-save.ts'
import { iptablesRules } from './iptables-save.ts'
import { nftRules } from './nft-ruleset.ts'

/** Nearly twenty thousand rules as nft's JSON; half a rule set would look like the whole. */
const ruleSetLimitBytes = 8_388_608
/** With the elements of nft's sets in it, of which a hundred and fifty thousand are as long: what a worker reads without a stall. */
const withElementsLimitBytes = 3_145_728
/** Lists of blocked addresses are as long as anybody likes, and rules ask them for few. */
const setsLimitBytes = 1_048_576

const savers = [
  { label: 'iptables', tool: 'iptables', family: 'ip' },
  { label: 'iptables-legacy', tool: 'iptables', family: 'ip' },
  { label: 'ip6tables', tool: 'ip6tables', family: 'ip6' },
  { label: 'ip6tables-legacy', tool: 'ip6tables', family: 'ip6' },
] as const

export const firewall = defineSection({
  name: 'firewall',
  outputLimitBytes: ruleSetLimitBytes,
  // nft's JSON is what programs can read; its text is what people can: rules are quoted from it by their handles. Where a list
  // of blocked addresses is too long to send, the host itself is asked whether it holds the client.
  script: `
whole=1 max=${withElementsLimitBytes}
big() { [ -n "$cut" ] || [ "$rc" = 124 ] || [ "$rc" = 137 ]; }
if have nft; then
  root nft nft -a list ruleset
  long=
  if big; then long=yes max=${ruleSetLimitBytes}; root nft-terse nft -t -a list ruleset; fi
  text=$out
  # No rules at all need no second look.
  if [ -z "$long" ] && { [ -n "$out" ] || [ "$rc" != 0 ]; }; then
    root json nft -j -a list ruleset
    ! big || long=yes
  fi
  if [ -n "$long" ]; then
    max=${ruleSetLimitBytes}
    root json-terse nft -j -t -a list ruleset
    ${askNft}
  fi
fi
max=${ruleSetLimitBytes}
for family in iptables ip6tables; do
  if have $family-save; then
    root $family $family-save -c
    case $out in *'legacy tables present'*) root $family-legacy $family-legacy-save -c ;; esac
  fi
done
if have ipset; then
  max=${setsLimitBytes}
  root ipset ipset save
  if big; then
    root sets ipset list -t
    ${askIpset}
  fi
fi
`,
  read: (told) => {
    // An nft without JSON, or with too much of it, still tells its rules to people.
    const outputs = [...savers.flatMap(({ label }) => told.of(label) ?? []), textOfNft(told), setsOf(told)].flatMap(
      (output) => output ?? [],
    )
    if (outputs.length === 0) return unread('neither nft nor iptables is installed')
    const failed = outputs.find((output) => !understood(output))
    if (failed) return privileged(failed) ? failure(failed, 'the firewall') : needsRoot(failed.command)
    const cut = outputs.find((output) => output.cut)
    if (cut) return unread(`"${cut.command}" printed more than ${ruleSetLimitBytes} bytes`)
    return rulesOf(told)
  },
})

/** The rules with their sets or, where these are too long, without. */
const textOfNft = (told: Told): Output | undefined => told.of('nft-terse') ?? told.of('nft')
const setsOf = (told: Told): Output | undefined => told.of('sets') ?? told.of('ipset')

/** A kernel without a table's module, or without ipset, has no such rules: that is an answer. */
const understood = ({ exit, output, privilege }: Output): boolean =>
  exit === 0 ||
  ((privilege === 'root' || privilege === 'sudo') &&
    /table does not exist|not supported|Cannot open session to kernel|kernel module|unknown error -1/i.test(output))

function rulesOf(told: Told) {
  const { client } = told.subject
  const sets = ipsetMembers([...told.all('set:'), ...told.all('ipset')].map(({ output }) => output).join('\n'))
  const saved = savers.flatMap(({ label, tool, family }) => {
    const save = told.of(label)?.output ?? ''
    const tables = label.endsWith('-legacy') || !isOverNft(save) ? [] : savedTables(save, family)
    return save ? [{ tables, rules: iptablesRules(tool, save, sets, client) }] : []
  })
  // iptables-nft keeps its tables in the same kernel place: nft shows them again under the same names.
  const shared = new Set(saved.flatMap(({ tables }) => tables))
  const native = nftRules(textOfNft(told)?.output ?? '', client, (family, table) => shared.has(`${family} ${table}`))
  const all = [native, ...saved.map(({ rules }) => rules)]
  return {
    blocking: all.flatMap(({ blocking }) => blocking),
    dropPolicies: all.flatMap(({ dropPolicies }) => dropPolicies),
  }
}
