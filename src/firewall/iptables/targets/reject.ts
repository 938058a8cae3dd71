import type { Family } from '../../../domain/address.ts'
import type { Rejection, Step } from '../../rules.ts'
import { firstValue, type Reading } from '../reading.ts'
import { excerpt } from '../tokens.ts'
import type { Option } from '../written.ts'

const UNREACHABLE: Readonly<Record<Family, number>> = { 4: 3, 6: 1 }

/** The code of "destination unreachable" by what iptables-save prints, or takes. */
const CODES: Readonly<Record<Family, Readonly<Record<string, number>>>> = {
  4: {
    'icmp-net-unreachable': 0,
    'icmp-host-unreachable': 1,
    'icmp-proto-unreachable': 2,
    'icmp-port-unreachable': 3,
    'icmp-net-prohibited': 9,
    'icmp-host-prohibited': 10,
    'icmp-admin-prohibited': 13,
  },
  6: {
    'icmp6-no-route': 0,
    'icmp6-adm-prohibited': 1,
    'icmp6-addr-unreachable': 3,
    'icmp6-port-unreachable': 4,
    'icmp6-policy-fail': 5,
    'icmp6-reject-route': 6,
  },
}

const USUAL: Readonly<Record<Family, string>> = { 4: 'icmp-port-unreachable', 6: 'icmp6-port-unreachable' }

export function reject(options: readonly Option[], { family }: Reading): Step[] {
  const how = firstValue(options, '--reject-with') ?? USUAL[family]
  const rejection = rejectionBy(how, family)
  return [
    {
      decide: () =>
        rejection
          ? { verdict: 'reject', rejection }
          : { verdict: 'unknown', why: `"--reject-with ${excerpt(how)}" is not modelled` },
    },
  ]
}

function rejectionBy(how: string, family: Family): Rejection | undefined {
  if (how === 'tcp-reset') return { by: 'tcp-reset' }
  const codes = CODES[family]
  const code = Object.hasOwn(codes, how) ? codes[how] : undefined
  return code === undefined ? undefined : { by: 'icmp', type: UNREACHABLE[family], code }
}
