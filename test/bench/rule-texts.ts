// Large rule sets in the words of the tools: as long as a host's lists of banned addresses get.

export interface NftTexts {
  json: string
  text: string
}

const addressAt = (number: number): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`

const many = <T>(count: number, of: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, number) => of(number))

/** `iptables-save -c`: a ban of each address, and none of the client. */
export const iptablesOf = (rules: number): string =>
  [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ...many(
      rules,
      (number) =>
        `[0:0] -A INPUT -s ${addressAt(number)}/32 -p tcp -m tcp --dport 22 -m comment --comment "ban ${number}" -j DROP`,
    ),
    'COMMIT\n',
  ].join('\n')

/** `ipset save`, and a rule of iptables that asks that set. */
export const ipsetOf = (addresses: number): string =>
  `create banned hash:ip family inet hashsize 65536 maxelem 2000000\n${many(addresses, (number) => `add banned ${addressAt(number)}\n`).join('')}`

export const ASKS_IPSET = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m set --match-set banned src -j DROP\nCOMMIT\n'

const SOURCE = { payload: { protocol: 'ip', field: 'saddr' } }
const PORT = { payload: { protocol: 'tcp', field: 'dport' } }
const IN = { family: 'ip', table: 'fw' }
const HEAD = [
  { metainfo: { json_schema_version: 1 } },
  { table: { family: 'ip', name: 'fw', handle: 1 } },
  { chain: { ...IN, name: 'in', handle: 1, type: 'filter', hook: 'input', prio: 0, policy: 'accept' } },
]
const is = (left: object, right: unknown) => ({ match: { op: '==', left, right } })

/** `nft -j -a list ruleset` and `nft -a list ruleset` of the same. */
export function nftOf(rules: number): NftTexts {
  const inJson = many(rules, (number) => ({
    rule: {
      ...IN,
      chain: 'in',
      handle: number + 2,
      comment: `ban ${number}`,
      expr: [is(SOURCE, addressAt(number)), is(PORT, 22), { counter: { packets: 0, bytes: 0 } }, { drop: null }],
    },
  }))
  const inText = many(
    rules,
    (number) =>
      `\t\tip saddr ${addressAt(number)} tcp dport 22 counter packets 0 bytes 0 drop comment "ban ${number}" # handle ${number + 2}\n`,
  )
  return { json: JSON.stringify({ nftables: [...HEAD, ...inJson] }), text: tableWith('', inText.join('')) }
}

export function nftSetOf(addresses: number): NftTexts {
  const elem = many(addresses, addressAt)
  const set = { set: { ...IN, name: 'banned', type: 'ipv4_addr', handle: 2, elem } }
  const rule = { rule: { ...IN, chain: 'in', handle: 3, expr: [is(SOURCE, '@banned'), { drop: null }] } }
  return {
    json: JSON.stringify({ nftables: [...HEAD, set, rule] }),
    text: tableWith(
      `\tset banned {\n\t\ttype ipv4_addr\n\t\telements = { ${twoALine(elem)} }\n\t}\n`,
      '\t\tip saddr @banned drop # handle 3\n',
    ),
  }
}

const twoALine = (elements: readonly string[]): string =>
  elements.map((one, at) => (at === 0 ? one : `${at % 2 === 0 ? ',\n\t\t\t     ' : ', '}${one}`)).join('')

const tableWith = (sets: string, rules: string): string =>
  `table ip fw { # handle 1\n${sets}\tchain in { # handle 1\n\t\ttype filter hook input priority filter; policy accept;\n${rules}\t}\n}\n`
