import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Trace } from '../firewall/trace.ts'
import type { Place, Station } from '../firewall/walk.ts'
import { decisionWords, outcomeOf, ownershipIn, rejectionName, summaryOf } from './trace-words.ts'

const place = {
  tool: z.enum(['iptables', 'ip6tables', 'nft']),
  table: z.string().describe('Family and name: `inet filter`'),
  chain: z.string(),
  rule: z
    .object({
      number: z.int().describe('Counted from 1 in its chain'),
      handle: z.int().optional().describe('nft’s own number, for `nft delete rule`'),
      text: z.string().describe('As the tool printed it, on one line'),
    })
    .optional()
    .describe('Missing for the policy of the chain'),
}

const decision = z.object({
  verdict: z.enum(['accepted', 'dropped', 'rejected', 'forwarded', 'unknown']),
  rejection: z.string().optional().describe('What is sent back: `tcp-reset`, or the name of an ICMP error'),
  to: z.object({ address: z.string().optional(), port: z.int().optional() }).optional(),
  at: z.object(place).optional().describe('Missing when no rule stands in the way'),
  owner: z
    .string()
    .optional()
    .describe('What wrote the rule: ufw, firewalld, fail2ban …; `other` when that is not known'),
  by: z.string().optional().describe('The same in the words of its owner'),
  because: z.array(z.string()).describe('Why it is not certain; empty when it is'),
  summary: z.string().optional().describe('All of it in words'),
})

const station = z.object({
  ...place,
  does: z.string().describe('`accept`, `jump ufw-user-input`, `policy drop`'),
  depth: z.int().describe('How many jumps deep'),
  may: z.string().optional().describe('Why it is not certain that the rule matches'),
})

/** What `trace --json` prints; published as schema/trace.schema.json. */
export const traceSchema = z.object({
  schema: z.literal('ssh-medic/trace@1'),
  startedAt: z.string().describe('When the rules were read'),
  host: z.object({ name: z.string(), address: z.string(), port: z.int() }),
  vantage: z.string(),
  from: z.string(),
  verdict: z.enum(['accepted', 'kept-out', 'undetermined']),
  summary: z.string().describe('The verdict in words, with the rule and its owner'),
  packet: z
    .object({
      source: z.string(),
      destination: z.string(),
      destinationPort: z.int(),
      device: z.string().optional().describe('By which it comes in, where that is known'),
    })
    .optional()
    .describe('Missing when the rules could not be asked'),
  decisions: z.array(decision).describe('All that are possible, in the order of the rules; one when it is certain'),
  path: z.array(station).describe('Every rule that the packet matches or may match'),
})
export type TraceReport = z.input<typeof traceSchema>

/** A trace, or why there is none, for programs. */
export function toTraceReport(from: string, traced: Trace | { because: string }, evidence: Evidence): TraceReport {
  const { startedAt, host, vantage } = evidence
  const head = { schema: 'ssh-medic/trace@1' as const, startedAt, host, vantage, from }
  if ('because' in traced) {
    const summary = `cannot be told: ${traced.because}`
    return { ...head, verdict: 'undetermined', summary, decisions: [], path: [] }
  }
  const ufw = answerOf(evidence, 'ufw')?.rules ?? []
  const { source, destination, destinationPort, device } = traced.packet
  return {
    ...head,
    verdict: VERDICTS[outcomeOf(traced)],
    summary: summaryOf(traced, ufw),
    packet: { source, destination, destinationPort, ...(device !== undefined && { device }) },
    decisions: traced.decisions.map((one) => {
      const { verdict, rejection, to, at, because } = one
      const owned = ownershipIn(one, traced, ufw)
      return {
        verdict,
        ...(rejection && { rejection: rejectionName(rejection, traced.packet.family) }),
        ...(to && { to: definedOnly(to) }),
        ...(at && { at: placeOf(at) }),
        ...(owned && { owner: owned.owner, by: owned.words }),
        because: [...because],
        summary: decisionWords(one, traced, ufw),
      }
    }),
    path: traced.path.map(stationOf),
  }
}

const VERDICTS = { in: 'accepted', out: 'kept-out', unsure: 'undetermined' } as const

const stationOf = (one: Station) => {
  const { does, depth, may } = one
  return { ...placeOf(one), does, depth, ...(may !== undefined && { may }) }
}

function placeOf({ tool, table, chain, rule }: Place) {
  const { number, handle, text } = rule ?? {}
  return {
    tool,
    table,
    chain,
    ...(number !== undefined &&
      text !== undefined && { rule: { number, ...(handle !== undefined && { handle }), text } }),
  }
}

const definedOnly = ({ address, port }: { address: string | undefined; port: number | undefined }) => ({
  ...(address !== undefined && { address }),
  ...(port !== undefined && { port }),
})
