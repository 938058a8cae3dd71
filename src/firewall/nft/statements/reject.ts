import type { Rejection, Step, Verdict } from '../../rules.ts'
import { fieldsOf, textOf } from '../json.ts'

type Codes = ReadonlyMap<string, number>

const codes = (names: Record<string, number>): Codes => new Map(Object.entries(names))

const ICMP = codes({
  'net-unreachable': 0,
  'host-unreachable': 1,
  'prot-unreachable': 2,
  'port-unreachable': 3,
  'frag-needed': 4,
  'net-prohibited': 9,
  'host-prohibited': 10,
  'admin-prohibited': 13,
})

const ICMPV6 = codes({
  'no-route': 0,
  'admin-prohibited': 1,
  'addr-unreachable': 3,
  'port-unreachable': 4,
  'policy-fail': 5,
  'reject-route': 6,
})

/** The kernel's own codes, which mean something in both families. */
const ICMPX: Record<4 | 6, Codes> = {
  4: codes({ 'no-route': 0, 'port-unreachable': 3, 'host-unreachable': 1, 'admin-prohibited': 13 }),
  6: codes({ 'no-route': 0, 'port-unreachable': 4, 'host-unreachable': 3, 'admin-prohibited': 1 }),
}

/** Type 3 of ICMP and type 1 of ICMPv6: destination unreachable. */
const UNREACHABLE = { 4: 3, 6: 1 } as const

/** `{"type": "tcp reset"}`, `{"type": "icmpx", "expr": "admin-prohibited"}`; `null` when nft cannot tell what the rule has. */
export function reject(body: unknown): Step[] {
  const { type, expr } = fieldsOf(body) ?? {}
  if (type === 'tcp reset') return [{ decide: () => rejecting({ by: 'tcp-reset' }) }]
  if (type !== 'icmp' && type !== 'icmpv6' && type !== 'icmpx') return [{ decide: () => notUnderstood(type) }]
  const table = (family: 4 | 6) => (type === 'icmpx' ? ICMPX[family] : type === 'icmp' ? ICMP : ICMPV6)
  return [
    // nft tests for the family first, and does not print that it does.
    { test: ({ family }) => type === 'icmpx' || family === (type === 'icmp' ? 4 : 6) },
    { decide: ({ family }) => unreachable(family, expr, table(family)) },
  ]
}

function unreachable(family: 4 | 6, expr: unknown, names: Codes): Verdict {
  const code = typeof expr === 'number' ? expr : names.get(textOf(expr) ?? '')
  return code === undefined ? notUnderstood(expr) : rejecting({ by: 'icmp', type: UNREACHABLE[family], code })
}

const rejecting = (rejection: Rejection): Verdict => ({ verdict: 'reject', rejection })
const notUnderstood = (what: unknown): Verdict => ({
  verdict: 'unknown',
  why: `nft does not tell how it rejects: ${JSON.stringify(what)?.slice(0, 60)}`,
})
