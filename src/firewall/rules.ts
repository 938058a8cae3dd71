import type { Address, Family } from '../domain/address.ts'
import type { Answer } from './answer.ts'
import type { Passing } from './packet.ts'

/** What a rule that rejects sends back: a reset, or an ICMP error (ICMPv6 for IPv6) of that type and code. */
export type Rejection = { by: 'tcp-reset' } | { by: 'icmp'; type: number; code: number }

/** What a rule does with a packet that it matched. */
export type Verdict =
  | { verdict: 'accept' | 'drop' | 'return' | 'continue' }
  | { verdict: 'reject'; rejection: Rejection }
  | { verdict: 'jump' | 'goto'; chain: string }
  /** NAT of the destination; what is undefined stays as it is. `redirect` keeps it on the host. */
  | { verdict: 'dnat'; address: Address | undefined; port: number | undefined }
  | { verdict: 'redirect'; port: number | undefined }
  /** Left to what cannot be asked here: a program, say. */
  | { verdict: 'unknown'; why: string }

/** One of these holds and nobody can tell which, and why; undefined among them: the rule may not match at all. */
export interface OneOf {
  oneOf: readonly (Verdict | undefined)[]
  why: string
}

/** One part of a rule, in the order that the kernel takes them. The first test that fails ends the rule. */
export type Step =
  | { test: (packet: Passing) => Answer }
  | { change: (packet: Passing) => Passing }
  /** The end of a rule; undefined when it has no verdict for this packet, which ends the rule as a failed test does. */
  | { decide: (packet: Passing) => Verdict | OneOf | undefined }

export interface Rule {
  /** As the tool printed it, on one line. */
  text: string
  /** Counted from 1 in its chain. */
  number: number
  handle: number | undefined
  steps: readonly Step[]
}

/** Where the kernel calls a chain: lower priorities first. */
export interface Hook {
  name: 'ingress' | 'prerouting' | 'input'
  priority: number
  /** For `ingress`: the devices whose packets it is called for; missing when they are not known. */
  devices?: readonly string[]
}

export interface Chain {
  name: string
  rules: readonly Rule[]
  /** Missing on a chain that only other chains lead to. */
  hook?: Hook
  /** Connection tracking calls the `nat` chains, once a connection and until one has settled it. */
  kind: 'filter' | 'nat'
  policy: 'accept' | 'drop'
}

export interface Table {
  tool: 'iptables' | 'ip6tables' | 'nft'
  family: 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge'
  name: string
  chains: ReadonlyMap<string, Chain>
  /** Whose connections it has the kernel track. Where no table has, no NAT chain is called. Missing: not known. */
  tracks?: readonly Family[]
}
