import fc from 'fast-check'
import type { RuleSet } from '../rule-set.ts'
import type { Place } from './nft/place.ts'
import { ruleIn } from './nft/rules.ts'
import { setsFor } from './nft/sets.ts'
import { type Family, one } from './nft/values.ts'

/** A chain that the kernel calls. */
interface Base {
  at: Exclude<Place['at'], 'any'>
  hook: string
}

/** -200 may come before connection tracking or after it, so it is for dice. */
const BESIDE_TRACKING = -200
const filters = fc
  .tuple(one('prerouting', 'input'), one(-190, -150, -100, -10, 0, 0, 10, 50, 100, 200))
  .map(([hook, priority]): Base => ({ at: 'filter', hook: `type filter hook ${hook} priority ${priority};` }))
const filtersBesideTracking = one<Base>({
  at: 'filter',
  hook: `type filter hook prerouting priority ${BESIDE_TRACKING};`,
})
const raws = one<Base>(
  { at: 'raw', hook: 'type filter hook prerouting priority -300;' },
  { at: 'raw', hook: 'type filter hook prerouting priority -250;' },
)
const nats = one<Base>(
  { at: 'nat', hook: 'type nat hook prerouting priority -100;' },
  { at: 'nat', hook: 'type nat hook prerouting priority -90;' },
  { at: 'snat', hook: 'type nat hook input priority 100;' },
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

const OBJECTS = '  counter c { }\n  limit l { rate 1/second }\n  quota q { over 100 bytes }\n'

const chain = (name: string, body: string): string => `  chain ${name} {\n${body}  }\n`

/** What an inet table has at a device, leads nowhere: the chains of its own may ask what cannot be told there. */
const placeOf = (family: Family, { at, hook }: Base, dice: boolean): Place =>
  hook.includes('ingress') && family === 'inet'
    ? { family, at: 'ingress', leadsTo: [], dice }
    : { family, at, leadsTo: OWN, dice }

const OWN = ['u0', 'u1']

function tableOf(family: Family, number: number, dice: boolean): fc.Arbitrary<string> {
  const own = (at: number): Place => ({ family, at: 'any', leadsTo: OWN.slice(at + 1), dice })
  const isOfStack = family !== 'netdev' && family !== 'bridge'
  const bases = fc.oneof(
    { weight: 9, arbitrary: BASES[family] },
    { weight: dice && isOfStack ? 1 : 0, arbitrary: filtersBesideTracking },
  )
  const base = bases.chain((drawn) =>
    fc
      .tuple(one('accept', 'accept', 'drop'), rulesIn(placeOf(family, drawn, dice), 6))
      .map(([policy, rules]) => `    ${drawn.hook} policy ${policy};\n${rules}`),
  )
  return fc
    .tuple(rulesIn(own(0), 4), rulesIn(own(1), 3), fc.array(base, { minLength: 1, maxLength: 3 }))
    .map(([first, second, bases]) =>
      [chain('u0', first), chain('u1', second), ...bases.map((body, at) => chain(`c${at}`, body))].join(''),
    )
    .chain((chains) => setsFor(chains).map((sets) => `table ${family} t${number} {\n${OBJECTS}${sets}${chains}}\n`))
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
      deterministic: !dice && !asksForWhere(tables.join('')),
    })),
  )

/** The tracer is not told which address of the device is the first, nor whether a route leads on to where IPv6 is sent. */
const asksForWhere = (text: string): boolean =>
  (/redirect/.test(text) && /daddr|ct reply/.test(text)) || (/dnat ip6/.test(text) && /fib daddr type vmap/.test(text))
