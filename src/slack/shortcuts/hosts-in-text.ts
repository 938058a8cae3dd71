import type { Host } from '../../config/schema.ts'
import { type Address, canonicalAddress } from '../../domain/address.ts'

/** What a message says about hosts. */
export interface InMessage {
  /** Hosts of the inventory, the likeliest first. */
  hosts: Host[]
  /** The address that somebody connects from, where the message says so. */
  client?: Address
  /** Addresses that no host of the inventory has. */
  unknown: Address[]
}

const MAX_TEXT = 20_000
/** Longer than any name that DNS knows, with a scheme, a login and a port around it. */
const MAX_WORD = 300
/** What alerts call a host, and what stands before the address that somebody connects from. */
const HOST_LABELS = new Set(['instance', 'host', 'hostname', 'node', 'nodename', 'server', 'target', 'address'])
const CLIENT_LABELS = new Set(['from', 'client', 'source', 'src'])

interface Token {
  text: string
  /** The word before it. */
  label: string
  isLink: boolean
}

/** Finds hosts in a text of whatever origin: names, addresses, `host:port`, full domain names and links. Pure. */
export function hostsInText(text: string, hosts: readonly Host[]): InMessage {
  const index = indexOf(hosts)
  const likely = new Map<Host, number>()
  const strange: { address: Address; isClient: boolean }[] = []
  for (const token of tokensOf(text.slice(0, MAX_TEXT))) {
    const name = nameIn(token.text)
    const address = canonicalAddress(name)
    const found = address === undefined ? byName(name, index) : byAddress(address, index)
    for (const { host, misfit } of found)
      likely.set(host, Math.min(likely.get(host) ?? Number.POSITIVE_INFINITY, misfit + penaltyOf(token)))
    if (address !== undefined && found.length === 0) strange.push({ address, isClient: CLIENT_LABELS.has(token.label) })
  }
  const ranked = [...likely].sort(([, a], [, b]) => a - b).map(([host]) => host)
  const client = strange.find(({ isClient }) => isClient)?.address
  const unknown = new Set(strange.filter(({ isClient }) => !isClient).map(({ address }) => address))
  return { hosts: ranked, ...(client !== undefined && { client }), unknown: [...unknown] }
}

/** What an alert names as its host counts most, what is only linked least. */
function penaltyOf({ label, isLink }: Token): number {
  if (HOST_LABELS.has(label)) return 0
  return isLink ? 20 : 10
}

type Index = Record<'names' | 'firstLabels' | 'addresses', Map<string, Host[]>>

function indexOf(hosts: readonly Host[]): Index {
  const index: Index = { names: new Map(), firstLabels: new Map(), addresses: new Map() }
  const add = (map: Map<string, Host[]>, key: string, host: Host) => map.set(key, [...(map.get(key) ?? []), host])
  for (const host of hosts) {
    const name = host.name.toLowerCase()
    add(index.names, name, host)
    if (name.includes('.')) add(index.firstLabels, name.slice(0, name.indexOf('.')), host)
    const address = canonicalAddress(host.address)
    if (address === undefined) add(index.names, host.address.toLowerCase(), host)
    else add(index.addresses, address, host)
  }
  return index
}

const fits = (hosts: readonly Host[] | undefined, misfit: number) => (hosts ?? []).map((host) => ({ host, misfit }))

const byAddress = (address: Address, { addresses }: Index) => fits(addresses.get(address), 1)

/** `web-01.example.com` is also meant by `web-01`, and the other way round. */
function byName(name: string, { names, firstLabels }: Index) {
  const exact = fits(names.get(name), 0)
  if (exact.length > 0) return exact
  for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
    const shorter = fits(names.get(name.slice(0, end)), 2)
    if (shorter.length > 0) return shorter
  }
  return fits(firstLabels.get(name), 3)
}

const WORD = /\[[0-9a-f:.%]+\](?::\d{1,5})?|[^\s"'`<>()|,;={}[\]…“”„‘’*&]+/gi

function tokensOf(text: string): Token[] {
  let label = ''
  return [...text.matchAll(WORD)].flatMap(([word]) => {
    if (word.length > MAX_WORD) return []
    const token = { text: word, label, isLink: /^[a-z][a-z0-9+.-]*:\/\//i.test(word) }
    const bare = word.toLowerCase().replace(/^\W+|\W+$/g, '')
    if (bare !== '') label = bare
    return bare === '' ? [] : [token]
  })
}

/** The name or address in `https://deploy@web-01:9100/path`, in lower case. */
function nameIn(word: string): string {
  const authority = word
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .split(/[/?#\\]/)[0]
  const host = (authority ?? '').split('@').at(-1) ?? ''
  const [, inBrackets] = /^\[([^\]]*)\]/.exec(host) ?? []
  if (inBrackets !== undefined) return inBrackets
  // A colon that is not the only one belongs to an IPv6 address.
  return host
    .replace(/^([^:]*):\d{1,5}[.:]?$/, '$1')
    .replace(/^[^a-z0-9:_]+|[^a-z0-9:_]+$/g, '')
    .replace(/^([^:]*):$/, '$1')
}
