import fc from 'fast-check'
import { DEVICES, HOST_ADDRESSES, PORTS, SOURCE_MACS, SOURCES } from '../places.ts'
import type { Knock, RuleSet } from '../rule-set.ts'
import { iptablesRules } from './iptables.ts'
import { nftRules } from './nft.ts'

/** A host's rules, and those who knock there. */
export interface Drawn {
  rules: RuleSet
  knocks: Knock[]
}

const MOST_KNOCKS = 8

/** Both tools on one host, as with Docker beside a firewall of one's own. */
const mixed = fc.tuple(iptablesRules, nftRules).map(
  ([one, other]): RuleSet => ({
    loads: { ...one.loads, ...other.loads },
    deterministic: one.deterministic && other.deterministic,
  }),
)

const rules = fc.oneof(
  { weight: 3, arbitrary: iptablesRules },
  { weight: 3, arbitrary: nftRules },
  { weight: 2, arbitrary: mixed },
)

const knockOf = (family: 4 | 6): fc.Arbitrary<Knock> =>
  fc
    .record({
      source: fc.constantFrom(...SOURCES[family]),
      destination: fc.constantFrom(...HOST_ADDRESSES[family]),
      destinationPort: fc.oneof({ weight: 2, arbitrary: fc.constant(22) }, fc.constantFrom(...PORTS)),
      by: fc.constantFrom(...DEVICES),
      sourceMac: fc.constantFrom(...SOURCE_MACS),
    })
    .map(({ by: { name: device, bridgePort }, ...rest }) => ({ family, ...rest, device, bridgePort }))

const knocks = fc.array(fc.oneof(knockOf(4), knockOf(6)), { minLength: 1, maxLength: MOST_KNOCKS, size: 'max' })

/** Where packets change the sets that rules ask, what was printed is true for the first of them alone. */
const changeSets = ({ loads }: RuleSet): boolean => /--(add|del)-set/.test(Object.values(loads).join('\n'))

export const drawn: fc.Arbitrary<Drawn> = fc
  .record({ rules, knocks })
  .map((one) => (changeSets(one.rules) ? { ...one, knocks: one.knocks.slice(0, 1) } : one))
