import type { Step, Verdict } from '../../rules.ts'
import type { Reading } from '../reading.ts'
import { excerpt } from '../tokens.ts'
import type { Option } from '../written.ts'
import { connmark, mark } from './marks.ts'
import { dnat, netmap, redirect } from './nat.ts'
import { reject } from './reject.ts'
import { changesSet } from './set.ts'
import { prepareConnection, untrack } from './tracking.ts'

type TargetReader = (options: readonly Option[], reading: Reading) => Step[]

const ends =
  (verdict: Verdict): TargetReader =>
  () => [{ decide: () => verdict }]

/** It logs, counts or changes what no test asks for; the rules that follow are asked. */
const continues: TargetReader = () => []

const CONTINUING = [
  'AUDIT',
  'CHECKSUM',
  'CLASSIFY',
  'CONNSECMARK',
  'DSCP',
  'ECN',
  'HL',
  'IDLETIMER',
  'LED',
  'LOG',
  'NFLOG',
  'RATEEST',
  'SECMARK',
  'TCPMSS',
  'TCPOPTSTRIP',
  'TEE',
  'TOS',
  'TRACE',
  'TTL',
  'ULOG',
]

const WHY_UNKNOWN: Readonly<Record<string, string>> = {
  NFQUEUE: 'a program on the host decides (NFQUEUE)',
  QUEUE: 'a program on the host decides (QUEUE)',
  SYNPROXY: 'SYNPROXY answers in the place of the server',
  TPROXY: 'TPROXY gives it to a program on the host that takes connections for others',
  TARPIT: 'TARPIT takes the connection and never serves it',
  DELUDE: 'DELUDE takes the connection and resets it',
  CHAOS: 'CHAOS answers by chance',
  SNAT: 'SNAT changes where the packet comes from, and what the rules after it see is not modelled',
  STEAL: 'STEAL takes the packet out of the way of all others',
}

const TARGETS = new Map<string, TargetReader>(
  Object.entries({
    ...Object.fromEntries(CONTINUING.map((name) => [name, continues])),
    ...Object.fromEntries(Object.entries(WHY_UNKNOWN).map(([name, why]) => [name, ends({ verdict: 'unknown', why })])),
    ACCEPT: ends({ verdict: 'accept' }),
    DROP: ends({ verdict: 'drop' }),
    RETURN: ends({ verdict: 'return' }),
    REJECT: reject,
    DNAT: dnat,
    NETMAP: netmap,
    REDIRECT: redirect,
    MARK: mark,
    CONNMARK: connmark,
    HMARK: () => [{ change: (packet) => ({ ...packet, mark: undefined }) }],
    CT: prepareConnection,
    NOTRACK: untrack,
    SET: changesSet,
  }),
)

export const targetReader = (name: string): TargetReader =>
  TARGETS.get(name) ?? ends({ verdict: 'unknown', why: `the target ${excerpt(name)} is not modelled` })

export const isModelledTarget = (name: string): boolean => TARGETS.has(name)
