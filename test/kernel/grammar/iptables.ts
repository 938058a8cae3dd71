import fc from 'fast-check'
import type { Loader, RuleSet } from '../rule-set.ts'
import { fuzzyMatches, headOptions, matches, rpfilter, tcpMatches } from './iptables/matches.ts'
import type { Family, Piece } from './iptables/pieces.ts'
import { setsToLoad } from './iptables/sets.ts'
import { type TableName, targets } from './iptables/targets.ts'

/** A text that some tool loads, and whether the rules in it decide alone. */
interface Text {
  text: string
  fuzzy: boolean
}

const BUILT_IN: Record<TableName, readonly string[]> = {
  raw: ['PREROUTING'],
  mangle: ['PREROUTING', 'INPUT'],
  nat: ['PREROUTING', 'INPUT'],
  filter: ['INPUT'],
  security: ['INPUT'],
}
const OWN = ['first', 'second', 'third']

/** Of other protocols a rule may ask what only they have; a SYN of TCP is none of them. */
const protocol = (family: Family): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant('-p tcp') },
    { weight: 3, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('! -p udp', '-p udp', '! -p tcp', '-p gre', '! -p esp', ...OTHERS[family]),
    },
  )

const OTHERS: Record<Family, readonly string[]> = {
  4: ['-p icmp -m icmp --icmp-type 8', '-p udp -m udp --dport 22', '-p udp -m multiport ! --dports 22,80', '! -p icmp'],
  6: ['-p icmpv6 -m icmp6 --icmpv6-type 128', '-p udp -m udp ! --dport 22', '-p sctp -m sctp --dport 22', '-p esp'],
}

interface Place {
  table: TableName
  family: Family
  chain: string
  /** Whether rules of the table may be fuzzy. */
  mayBeFuzzy: boolean
}

const ruleOf = (place: Place): fc.Arbitrary<Text> =>
  protocol(place.family).chain((tested) => {
    const { family, table, chain, mayBeFuzzy } = place
    const hasRoutes = chain === 'PREROUTING' && ['raw', 'mangle'].includes(table)
    const tcp = tested === '-p tcp'
    const someMatches = fc.oneof(
      { weight: 6, arbitrary: matches(family) },
      { weight: mayBeFuzzy ? 4 : 0, arbitrary: fuzzyMatches(family) },
      { weight: mayBeFuzzy && hasRoutes ? 4 : 0, arbitrary: rpfilter },
    )
    // Of two `-m tcp` in one rule, iptables-nft-save prints one.
    const ofTcp = tcp ? fc.array(tcpMatches, { maxLength: 1 }) : fc.constant([])
    return fc
      .tuple(
        headOptions(family, OWN.includes(chain)),
        fc.tuple(ofTcp, fc.array(someMatches, { maxLength: 2 })).map((both) => both.flat()),
        fc.oneof({ weight: 4, arbitrary: endOf(place, tcp) }, { weight: 1, arbitrary: jumpFrom(place) }),
      )
      .map(([head, asked, end]) => ({
        text: ['-A', chain, head, tested, ...asked.map(({ text }) => text), end.text]
          .filter((one) => one !== '')
          .join(' '),
        fuzzy: [...asked, end].some((one) => one.fuzzy),
      }))
  })

const endOf = ({ table, family, chain, mayBeFuzzy }: Place, tcp: boolean): fc.Arbitrary<Piece> =>
  targets(table, family, { tcp, prerouting: chain !== 'INPUT' })
    .filter((target) => mayBeFuzzy || !target.fuzzy)
    .map((target) => ({ ...target, text: `-j ${target.text}` }))

/** To a chain that comes later, so that there are no loops. The kernel lets no chain of INPUT's divert. */
function jumpFrom({ table, chain }: Place): fc.Arbitrary<Piece> {
  const later = table === 'nat' && chain === 'INPUT' ? [] : OWN.slice(OWN.indexOf(chain) + 1)
  if (later.length === 0) return fc.constant({ text: '' })
  return fc
    .tuple(fc.constantFrom('-j', '-j', '-g'), fc.constantFrom(...later))
    .map(([flag, to]) => ({ text: `${flag} ${to}` }))
}

/** Who has sent a packet can only be asked on its way out. */
const owned = fc.constantFrom(
  '-A OUTPUT -m owner --uid-owner 0 -j ACCEPT',
  '-A OUTPUT -m owner ! --gid-owner 5-99 -j RETURN',
  '-A OUTPUT -m owner ! --socket-exists -j MARK --set-mark 0x1',
)

const chainOf = (place: Place): fc.Arbitrary<Text[]> => fc.array(ruleOf(place), { maxLength: 4, size: 'max' })

const policyOf = (table: TableName) =>
  table === 'nat' ? fc.constant('ACCEPT') : fc.constantFrom('ACCEPT', 'ACCEPT', 'DROP')

const tableOf = (table: TableName, family: Family, mayBeFuzzy: boolean): fc.Arbitrary<Text> => {
  const chains = [...BUILT_IN[table], ...OWN]
  return fc
    .tuple(
      fc.array(policyOf(table), { minLength: chains.length, maxLength: chains.length }),
      fc.tuple(...chains.map((chain) => chainOf({ table, family, chain, mayBeFuzzy }))),
      table === 'nat' ? fc.constant([]) : fc.array(owned, { maxLength: 1 }),
    )
    .map(([policies, rules, outgoing]) => ({
      text: [
        `*${table}`,
        ...chains.map((chain, at) => `:${chain} ${OWN.includes(chain) ? '-' : policies[at]} [0:0]`),
        ...rules.flat().map(({ text }) => text),
        ...(outgoing.length > 0 ? [':OUTPUT ACCEPT [0:0]', ...outgoing] : []),
        'COMMIT',
      ].join('\n'),
      fuzzy: rules.flat().some((rule) => rule.fuzzy),
    }))
}

const tablesOf = (family: Family, mayBeFuzzy: boolean): fc.Arbitrary<Text> =>
  fc
    .subarray(['raw', 'mangle', 'nat', 'security'] as const, { maxLength: 2 })
    .chain((others) => fc.tuple(...[...others, 'filter' as const].map((table) => tableOf(table, family, mayBeFuzzy))))
    .map((tables) => ({ text: tables.map(({ text }) => text).join('\n'), fuzzy: tables.some((table) => table.fuzzy) }))

const LOADERS: Record<Family, readonly [Loader, Loader]> = {
  4: ['iptables-restore', 'iptables-legacy-restore'],
  6: ['ip6tables-restore', 'ip6tables-legacy-restore'],
}

/** What `-j CT` begins has marks and addresses before it is a connection: the tracer says that it does not know them. */
const asksForBegun = (text: string): boolean => /CT --zone/.test(text) && /connmark|CONNMARK|--ct(?!state)/.test(text)

/** Rules of iptables and ip6tables, with the sets of ipset that they name. */
export const iptablesRules: fc.Arbitrary<RuleSet> = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.boolean(), fc.constantFrom<Family[][]>([4], [6], [4, 6]))
  .chain(([kind, legacy, families]) =>
    fc.tuple(
      fc.constant({ legacy, families }),
      setsToLoad,
      fc.tuple(...families.map((family) => tablesOf(family, kind === 0))),
    ),
  )
  .map(([{ legacy, families }, sets, texts]) => {
    const used = texts.some(({ text }) => /--(match|add|del)-set/.test(text))
    const loads = families.map((family, at) => [LOADERS[family][legacy ? 1 : 0], texts[at]?.text ?? ''])
    return {
      loads: { ...(used && { ipset: sets }), ...Object.fromEntries(loads) },
      deterministic: texts.every(({ text, fuzzy }) => !fuzzy && !asksForBegun(text)),
    }
  })
