import type { Address } from './address.ts'

/** What stands in the vantage's own routing tables instead of a way: `no-way` is none at all, the others are routes or rules that refuse. */
export type RouteRefusal = 'no-way' | 'blackhole' | 'prohibit' | 'unreachable'

/** How a name server answered one question: `answered` covers "no such name" too. */
export type DnsAnswer = { outcome: 'answered'; addresses: Address[] } | { outcome: 'failed'; code: string }

/** A rule of the vantage's own packet filter that blocks, and how many packets it had counted before and after one attempt. */
export interface CountedRule {
  tool: 'iptables' | 'ip6tables' | 'nft'
  chain: string
  text: string
  before: number
  after: number
}

export interface NameServer {
  address: Address
  /** Its answer for the host's name. */
  forName: DnsAnswer
  /** Its answer for the root of all names, asked when it failed for this one. */
  forRoot?: DnsAnswer
}

/** Another address that some source gives for the name, and what answers there. */
export interface OtherPlace {
  address: Address
  /** Who says so, such as `nameserver 10.0.0.53`. */
  from: string
  /** What SSH shows there; undefined when nothing answered. */
  key?: { outcome: 'match' | 'unknown' | 'changed' | 'revoked'; type: string; fingerprint: string }
}

/** Where the way through jump hosts ended: `forward` is a hop that would not pass us on, `target` the host behind the last one. */
export type JumpStage = 'connect' | 'greeting' | 'key-exchange' | 'host-key' | 'login' | 'forward' | 'target'

/** Why a private key is of no use: `none` means that nobody named one and none is at a usual place. */
export type KeyTrouble = 'none' | 'missing' | 'unreadable' | 'encrypted' | 'not-a-key'

/** Outside answers about the vantage itself and its way out: names, routes, its firewall, jump hosts. */
export interface VantageAnswers {
  /** `ip route get`, asked when the port did not connect. */
  'vantage-route':
    | { outcome: 'routed'; address: Address; text: string }
    | { outcome: 'refused'; address: Address; why: RouteRefusal; text: string; routes: string[]; rules: string[] }
  /** The rules of the vantage itself, for what it sends, that counted one more attempt; asked when the port did not connect. */
  'vantage-firewall': { outcome: 'counted'; rules: CountedRule[] } | { outcome: 'unreadable'; because: string }
  /** Each name server of the vantage and its hosts file, asked apart, when the name led nowhere or to another machine. */
  'name-servers': {
    outcome: 'asked'
    name: string
    servers: NameServer[]
    hostsFile: { address: Address; line: string }[]
  }
  /** The addresses that these give and the resolver did not, and whose key answers there. */
  'other-places': { outcome: 'looked'; places: OtherPlace[] }
  /** The inventory's port, when the person tries another one that does not lead to SSH: whether SSH answers there. */
  'inventory-port':
    | { outcome: 'same'; port: number }
    | { outcome: 'greeted'; port: number; line: string }
    | { outcome: 'no-greeting'; port: number }
  /** The key that the vantage is to log in with, looked at when a host had greeted us. `text` is a clause that says what is wrong. */
  'own-key':
    | { outcome: 'usable'; files: string[] }
    | { outcome: 'unusable'; why: KeyTrouble; file?: string; text: string }
  /** The way through the inventory's jump hosts; `said` is what the hop, or the connection to it, answered. */
  jump:
    | { outcome: 'none' }
    | { outcome: 'through'; hops: string[] }
    | { outcome: 'failed'; hops: string[]; hop: string; at: JumpStage; to: string; said: string }
}
