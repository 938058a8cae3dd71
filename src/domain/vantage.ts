import type { Address } from './address.ts'

/** What stands in the vantage's own routing tables instead of a way: `no-way` is none at all, the others are routes or rules that refuse. */
export type RouteRefusal = 'no-way' | 'blackhole' | 'prohibit' | 'unreachable'

/** How a name server answered one question, or that it did not: `answered` covers "no such name" too. */
export type DnsAnswer =
  | { outcome: 'answered'; addresses: Address[] }
  | { outcome: 'failed'; code: string }
  | { outcome: 'silent'; timeoutMs: number }

/** A rule of the vantage's own packet filter that blocks, and how many packets it had counted before and after one attempt. */
export interface CountedRule {
  tool: 'iptables' | 'ip6tables' | 'nft'
  chain: string
  text: string
  before: number
  after: number
}

/** Where else the name may stand for, and what answers there. */
export interface OtherPlace {
  address: Address
  /** Who says so, such as `nameserver 10.0.0.53`. */
  from: string
  key?: { verdict: 'match' | 'unknown' | 'changed' | 'revoked'; type: string; fingerprint: string }
}

/** Outside answers about the vantage itself: its names, its routes, its firewall. */
export interface VantageAnswers {
  /** `ip route get`, asked when the port did not connect. */
  'vantage-route':
    | { outcome: 'routed'; address: Address; text: string }
    | { outcome: 'refused'; address: Address; why: RouteRefusal; text: string; routes: string[]; rules: string[] }
  /** The rules of the vantage itself, for what it sends, that counted one more attempt; asked when the port did not connect. */
  'vantage-firewall': { outcome: 'counted'; rules: CountedRule[] } | { outcome: 'unreadable'; because: string }
}
