import fc from 'fast-check'
import type { RuleSet } from '../rule-set.ts'
import { type Place, ruleIn } from './nft/rules.ts'
import { setsFor } from './nft/sets.ts'
import { type Family, one } from './nft/values.ts'

/** A chain that the kernel calls. */
interface Base {
  at: Exclude<Place['at'], 'any'>
  hook: string
}

/** -200 is left out: what is called there may come before connection tracking or after it. */
const filters = fc
  .tuple(one('prerouting', 'input'), one(-190, -150, -10, 0, 10, 50, 200))
  .map(([hook, priority]): Base => ({ at: 'filter', hook: `type filter hook ${hook} priority ${priority};` }))
const raws = one<Base>(
  { at: 'raw', hook: 'type filter hook prerouting priority -300;' },
  { at: 'raw', hook: 'type filter hook prerouting priority -250;' },
)
const nats = one<Base>(
  { at: 'nat', hook: 'type nat hook prerouting priority -100;' },
  { at: 'nat', hook: 'type nat hook prerouting priority -90;' },
)
const ingresses = one(
  'device "eth0"',
  'devices = { eth0, ens4 }',
  'device "port0"',
  'device "br0"',
  'devices = { br0, port0, ens4 }',
).chain((devices) =>
  one<Base>(
    { at: 'filter', hook: `type filter hook ingress ${devices} priority 0;` },
    { at: 'filter', hook: `type filter hook ingress ${devices} priority -500;` },
  ),
)
const bridges = one<Base>(
  { at: 'filter', hook: 'type filter hook prerouting priority -300;' },
  { at: 'filter', hook: 'type filter hook input priority -200;' },
  { at: 'filter', hook: 'type filter hook input priority 0;' },
)

const BASES: Record<Family, fc.Arbitrary<Base>> = {
  ip: fc.oneof({ weight: 5, arbitrary: filters }, { weight: 2, arbitrary: nats }, { weight: 1, arbitrary: raws }),
  ip6: fc.oneof({ weight: 5, arbitrary: filters }, { weight: 2, arbitrary: nats }, { weight: 1, arbitrary: raws }),
  inet: fc.oneof(
    { weight: 6, arbitrary: filters },
    { weight: 2, arbitrary: nats },
    { weight: 1, arbitrary: raws },
    { weight: 1, arbitrary: ingresses },
  ),
  netdev: ingresses,
  bridge: bridges,
}

const rulesIn = (place: Place, maxLength: number): fc.Arbitrary<string> =>
  fc.array(ruleIn(place), { maxLength }).map((rules) => rules.map((rule) => `    ${rule}\n`).join(''))

const chain = (name: string, body: string): string => `  chain ${name} {\n${body}  }\n`

function tableOf(family: Family, number: number, dice: boolean): fc.Arbitrary<string> {
  const any: Place = { family, at: 'any', dice }
  const base = BASES[family].chain(({ at, hook }) =>
    fc
      .tuple(
        one('accept', 'accept', 'drop'),
        rulesIn({ family, at: hook.includes('ingress') && family === 'inet' ? 'ingress' : at, dice }, 6),
      )
      .map(([policy, rules]) => `    ${hook} policy ${policy};\n${rules}`),
  )
  return fc
    .tuple(rulesIn(any, 4), rulesIn(any, 3), fc.array(base, { minLength: 1, maxLength: 3 }))
    .map(([first, second, bases]) =>
      [chain('u0', first), chain('u1', second), ...bases.map((body, at) => chain(`c${at}`, body))].join(''),
    )
    .chain((chains) =>
      setsFor(chains).map((sets) => `table ${family} t${number} {\n  counter c { }\n${sets}${chains}}\n`),
    )
}

/** Rules of nft's own. None is in a dormant table: nft 1.0.6 may end its JSON in the middle of one. */
export const nftRules: fc.Arbitrary<RuleSet> = fc
  .tuple(
    one(false, false, false, true),
    fc.array(one<Family>('inet', 'inet', 'inet', 'ip', 'ip6', 'netdev', 'bridge'), { minLength: 1, maxLength: 3 }),
  )
  .chain(([dice, families]) =>
    fc.tuple(...families.map((family, at) => tableOf(family, at, dice))).map((tables) => ({
      loads: { nft: tables.join('') },
      deterministic: !dice,
    })),
  )
