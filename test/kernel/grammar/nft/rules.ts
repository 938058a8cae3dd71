import fc from 'fast-check'
import { nats, verdictMaps, verdicts } from './ends.ts'
import { ofConnection, ofDevice, ofHost, ofMark, ofTransport } from './matches.ts'
import { ofNetwork } from './network.ts'
import { hasConnections, type Place } from './place.ts'
import { isSound } from './sound.ts'
import { mark, nameOf, one, type Version, versionsOf } from './values.ts'

function matches(place: Place, version: Version | undefined): fc.Arbitrary<string> {
  const { family } = place
  return fc.oneof(
    { weight: version === undefined ? 0 : 5, arbitrary: ofNetwork(version ?? 4) },
    { weight: 3, arbitrary: ofTransport },
    { weight: 2, arbitrary: ofDevice },
    { weight: 2, arbitrary: ofMark },
    { weight: 1, arbitrary: ofHost(family, place.at === 'ingress') },
    { weight: hasConnections(place) ? 3 : 0, arbitrary: ofConnection(version) },
    { weight: place.dice ? 2 : 0, arbitrary: DICE },
    { weight: place.dice && hasConnections(place) && place.at !== 'ingress' ? 1 : 0, arbitrary: DICE_OF_STACK },
  )
}

const DICE = one(
  'limit rate 1/second',
  'limit rate over 5/second',
  'quota over 1000 bytes',
  'numgen inc mod 2 0',
  'jhash tcp sport mod 2 0',
  'meta cpu 0',
  'meta length 40-60',
  'tcp option maxseg size 1460',
  'tcp option sack-perm missing',
  'ip ttl 64',
  'ip dscp cs0',
  'ip length 40-60',
  'meta hour "00:00"-"23:59"',
  'meta random > 1000000',
  'meta priority 0',
  'limit name "l"',
  'quota name "q"',
)

/** Of the host's stack: not at its devices, nor on a bridge. */
const DICE_OF_STACK = one(
  'ct count over 2',
  'ct expiration > 1s',
  'ct zone 0',
  'ct packets > 0',
  'socket transparent 1',
  'fib saddr . iif oif exists',
  'fib saddr . iif oif missing',
  'fib saddr . mark . iif oif != 0',
  'fib saddr oifname "eth0"',
  'fib saddr . iif oifname != "eth0"',
  'fib daddr . iif type local',
)

const ANY_STATEMENT = ['counter', 'counter name "c"', 'log prefix "it\'s -j DROP "']

function changes(place: Place): fc.Arbitrary<string> {
  const connection = hasConnections(place)
  return fc.oneof(
    { weight: 2, arbitrary: one(...ANY_STATEMENT) },
    { weight: 1, arbitrary: maps },
    { weight: 2, arbitrary: mark.map((value) => `meta mark set ${value}`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(one('|', '&', '^'), mark)
        .map(([operator, value]) => `meta mark set meta mark ${operator} ${value}`),
    },
    {
      weight: 1,
      arbitrary: one(
        'meta mark set meta mark << 4',
        'meta mark set meta mark >> 1',
        'meta mark set meta mark & 0xf0 | 0x1',
        'ip ttl set 60',
        'meta priority set 1',
      ),
    },
    {
      weight: connection ? 2 : 0,
      arbitrary: one(
        'ct mark set 0x1',
        'ct mark set meta mark',
        'meta mark set ct mark',
        'ct mark set ct mark | 0x10',
        'ct mark set meta mark & 0xff00',
        'meta mark set ct mark & 0x10 | 0x1',
      ),
    },
    {
      weight: place.dice ? 1 : 0,
      arbitrary: one('meta mark set numgen inc mod 2', 'meta mark set jhash tcp sport mod 2'),
    },
  )
}

const maps = one(
  'meta mark set tcp dport map { 22 : 0x1, 80-443 : 0x10 }',
  'meta mark set tcp dport map { 22 : 0x1, * : 0x11 }',
  'meta mark set iifname map { "eth0" : 0x1, "ens4" : 0x10 }',
  'counter name tcp dport map { 22 : "c", 80 : "c" }',
)

/** What a rule does with the packet's address. */
function ofAddress(place: Place, version: Version): fc.Arbitrary<string> {
  const marking = `meta mark set ${version === 4 ? 'ip' : 'ip6'} saddr map @${nameOf('mark', version)}`
  if (!place.dice) return fc.constant(marking)
  return one(marking, ...LEARNING[version], ...(hasConnections(place) ? COUNTING[version] : []))
}

const LEARNING: Record<Version, readonly string[]> = {
  4: [
    'add @seen4 { ip saddr }',
    'update @seen4 { ip saddr timeout 5s }',
    'add @seen4 { ip saddr limit rate over 3/second }',
    'delete @seen4 { ip saddr }',
    'update @learned4 { ip saddr : 0x10 }',
    'meta mark set ip saddr map @learned4',
    'ip saddr @seen4',
    'ip saddr != @seen4',
  ],
  6: [
    'add @seen6 { ip6 saddr }',
    'update @seen6 { ip6 saddr limit rate 3/second }',
    'ip6 saddr @seen6',
    'update @learned6 { ip6 saddr : 0x10 }',
    'meta mark set ip6 saddr map @learned6',
  ],
}

const COUNTING: Record<Version, readonly string[]> = {
  4: ['add @conns4 { ip saddr ct count over 2 }'],
  6: ['add @conns6 { ip6 saddr ct count over 2 }'],
}

/** One rule: tests, then what it changes, then its end. */
export function ruleIn(place: Place): fc.Arbitrary<string> {
  const { family, at } = place
  return one(
    ...versionsOf(family),
    ...versionsOf(family),
    ...(family === 'ip' || family === 'ip6' ? [] : [undefined]),
  ).chain((version) => {
    const learning = fc.oneof(
      { weight: 5, arbitrary: fc.constant('') },
      { weight: version === undefined ? 0 : 1, arbitrary: ofAddress(place, version ?? 4) },
    )
    const end = fc.oneof(
      { weight: 5, arbitrary: verdicts(place) },
      { weight: 2, arbitrary: verdictMaps(place, version) },
      { weight: at === 'nat' ? 8 : 0, arbitrary: nats(place, version) },
      { weight: at === 'raw' ? 2 : 0, arbitrary: one('notrack', 'notrack accept') },
      { weight: at === 'raw' && place.dice ? 1 : 0, arbitrary: one('ct zone set 3') },
      { weight: 2, arbitrary: fc.constant('') },
    )
    return fc
      .tuple(
        fc.array(matches(place, version), { maxLength: 3 }),
        learning,
        fc.array(changes(place), { maxLength: 2 }),
        end,
      )
      .map(([tests, learns, does, how]) => [...tests, learns, ...does, how].filter(Boolean).join(' '))
      .filter((text) => text !== '' && isSound(text, family))
  })
}
