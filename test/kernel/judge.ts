import type { Table } from '../../src/firewall/rules.ts'
import { type Trace, trace } from '../../src/firewall/trace.ts'
import { disagreement, isTie } from './compare.ts'
import { countersIn, miscounted } from './counters.ts'
import type { Drawn } from './grammar/draw.ts'
import { DEVICES, HOST_ADDRESSES, WAY_BACK } from './places.ts'
import type { Playground, Sent } from './playground.ts'
import { tablesIn } from './read.ts'
import type { Printed } from './rule-set.ts'

/** A packet that was sent, and what the tracer says of it. */
export interface Traced {
  sent: Sent
  trace: Trace
}

/** The tracer says another thing than the kernel, of these packets. */
export interface Mismatch {
  problem: string
  drawn: Drawn
  printed: Printed
  traced: readonly Traced[]
}

export type Judged = { refused: string } | { agreed: readonly Traced[]; deterministic: boolean } | Mismatch

const WAIT_MS = 2

/** Loads the rules, sends the packets, and compares what became of them with what the tracer says.
 * A silence that the tracer did not expect is waited for once more, that long. */
export async function judge(playground: Playground, drawn: Drawn, longWaitMs: number): Promise<Judged> {
  const printed = await playground.load(drawn.rules)
  if ('refused' in printed) return { refused: printed.refused }
  const tables = tablesIn(printed)
  const traced = (await playground.knock(drawn.knocks, WAIT_MS)).map((sent) => tracedIn(tables, sent))
  const doubtful = traced.filter((one) => problemOf(one, drawn) !== undefined)
  for (const one of doubtful) {
    const again = await onceMore(playground, one, tables, longWaitMs)
    const problem = problemOf(again, drawn)
    if (problem !== undefined) return { problem, drawn, printed, traced: [again] }
  }
  const problem =
    doubtful.length === 0 && drawn.rules.deterministic && !traced.some((one) => isTie(one.trace))
      ? await wrongRule(playground, drawn, printed, traced)
      : undefined
  if (problem !== undefined) return { problem, drawn, printed, traced }
  return { agreed: traced, deterministic: drawn.rules.deterministic }
}

const tracedIn = (tables: readonly Table[], sent: Sent): Traced => {
  const { knock, sourcePort } = sent
  const deviceAddresses = DEVICES.filter(({ name }) => name === knock.device).flatMap(({ address4, address6 }) => [
    address4,
    address6,
  ])
  const hostAddresses = HOST_ADDRESSES[knock.family]
  return { sent, trace: trace({ ...knock, sourcePort, deviceAddresses, hostAddresses, wayBack: WAY_BACK }, tables) }
}

const problemOf = ({ sent, trace }: Traced, { rules }: Drawn): string | undefined =>
  disagreement(trace, sent.seen, rules.deterministic)

async function onceMore(
  playground: Playground,
  one: Traced,
  tables: readonly Table[],
  waitMs: number,
): Promise<Traced> {
  if (one.sent.seen.seen !== 'silent') return one
  const [sent] = await playground.knock([one.sent.knock], waitMs)
  return sent ? tracedIn(tables, sent) : one
}

/** The right end by the wrong way: the kernel's own counters tell. */
async function wrongRule(
  playground: Playground,
  { rules }: Drawn,
  before: Printed,
  traced: readonly Traced[],
): Promise<string | undefined> {
  const after = await playground.count(rules)
  if ('refused' in after) throw new Error(`rules that were loaded cannot be printed: ${after.refused}`)
  const traces = traced.map(({ trace }) => trace)
  return miscounted(countersIn(before), countersIn(after), traces)
}
