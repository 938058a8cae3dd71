import fc from 'fast-check'
import type { RuleSet } from '../rule-set.ts'

/** Rules of nft's own. */
export const nftRules: fc.Arbitrary<RuleSet> = fc
  .tuple(
    fc.constantFrom('ip', 'ip6', 'inet'),
    fc.constantFrom('prerouting', 'input'),
    fc.constantFrom('accept', 'drop'),
  )
  .map(([family, hook, policy]) => ({
    loads: {
      nft: `table ${family} t {\n  chain c {\n    type filter hook ${hook} priority 10; policy ${policy};\n  }\n}`,
    },
    deterministic: true,
  }))
