import type { Address } from '../../domain/address.ts'
import type { RuleOwner } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { ownershipOf } from '../../firewall/owner.ts'
import type { Decision, Trace } from '../../firewall/trace.ts'
import type { Place, Station } from '../../firewall/walk.ts'
import { ourSender, WAY_FACTS, type WayFacts } from './client-packet.ts'
import { traceOf } from './firewall-trace.ts'
import { type Limit, limitOf } from './rule-limits.ts'
import { strangerLike } from './stranger.ts'

/** What a cause needs to know whose rule decides, and what sharpens it. */
export const RULE_NEEDS = ['firewall', 'client', 'host'] as const
export const RULE_ALSO = [...WAY_FACTS, 'ufw', 'limits'] as const

export interface RuleFacts extends WayFacts {
  firewall: Answered<'firewall'>
  client: { address: Address }
  ufw?: Answered<'ufw'> | undefined
  limits?: Answered<'limits'> | undefined
}

/** The client's packet ends at that rule or policy. */
export interface KeptOut {
  kind: 'kept-out'
  at: Place
  decision: Decision
  owner: RuleOwner
  /** `ufw rule 3: DENY IN from 203.0.113.0/24` */
  words: string
  /** What was counted, where the rule limits. */
  limits: readonly Limit[]
  trace: Trace
  /** Only that it was so within the last minutes is known: a limit forgets. */
  lately: boolean
  /** `unlisted`: an address that no rule names is kept out as well. `everybody`: and so are we. */
  reach: 'client' | 'unlisted' | 'everybody'
}

/** What becomes of the client's packet on the host. `open`: by these rules it may be kept out or not, and why. */
export type Judgement =
  | KeptOut
  | { kind: 'gets-in'; trace: Trace }
  | { kind: 'elsewhere' }
  | { kind: 'open'; because: string; at: Place | undefined }

/** Whose rule decides about the client's first packet: asked by every cause of a firewall, and answered for one of them. */
export function judge(facts: RuleFacts): Judgement {
  const trace = traceOf({ source: facts.client.address }, facts.firewall, facts)
  if ('because' in trace) return { kind: 'open', because: trace.because, at: undefined }
  const all = trace.decisions.map((decision) => ({ decision, doubts: doubtsOf(decision, trace, facts) }))
  const possible = all.filter(
    ({ decision, doubts }) => isPassing(decision) || doubts.every(({ holds }) => holds !== false),
  )
  const stops = possible.filter(({ decision }) => !isPassing(decision))
  const certain = stops.find(({ doubts }) => doubts.every(({ holds }) => holds === true))
  const [first] = stops
  if (!first)
    return lately(all, trace, facts) ?? (trace.verdict === 'forwarded' ? ELSEWHERE : { kind: 'gets-in', trace })
  const chosen = certain ?? (stops.length === possible.length ? first : undefined)
  if (!chosen?.decision.at || chosen.decision.verdict === 'unknown')
    return { kind: 'open', because: first.decision.because.join('; '), at: first.decision.at }
  return keptOut(chosen.decision, chosen.decision.at, chosen.doubts, trace, facts)
}

const ELSEWHERE = { kind: 'elsewhere' } as const

interface Considered {
  decision: Decision
  doubts: Doubt[]
}

/** Who was over a limit minutes ago has seen it, and will again. */
function lately(all: readonly Considered[], trace: Trace, facts: RuleFacts): KeptOut | undefined {
  const was = all.find(({ decision, doubts }) => !isPassing(decision) && doubts.some(({ limit }) => limit?.lately))
  if (!was?.decision.at) return undefined
  return { ...keptOut(was.decision, was.decision.at, was.doubts, trace, facts), lately: true }
}

interface Doubt {
  /** Whether the packet takes the turn that the decision needs; undefined where nothing tells. */
  holds: boolean | undefined
  limit: Limit | undefined
}

const isPassing = ({ verdict }: Decision): boolean => verdict === 'accepted' || verdict === 'forwarded'

/** What nobody can tell from the rules alone on the way to a decision, each with what the kernel has counted for it. */
function doubtsOf(decision: Decision, { path }: Trace, facts: RuleFacts): Doubt[] {
  return decision.because.map((doubt) => {
    const station = path.find(({ may }) => may?.split('; ').includes(doubt))
    const limit = station && limitOf(station, facts.client.address, facts)
    const needed = station && hasToMatch(station, decision, path)
    return { limit, holds: limit && needed !== undefined ? limit.over === needed : undefined }
  })
}

/** Whether a rule has to match for the packet to get to that decision; undefined where both ways may lead there. */
function hasToMatch(station: Station, { at }: Decision, path: readonly Station[]): boolean | undefined {
  const [from, to] = [path.indexOf(station), path.findIndex((one) => isAt(one, at))]
  if (from === to) return true
  if (station.does === 'accept') return false
  const isWithin = to > from && path.slice(from + 1, to + 1).every(({ depth }) => depth > station.depth)
  return isWithin ? true : undefined
}

const isAt = (station: Station, at: Place | undefined): boolean =>
  station.table === at?.table && station.chain === at.chain && station.rule?.number === at.rule?.number

function keptOut(decision: Decision, at: Place, doubts: readonly Doubt[], trace: Trace, facts: RuleFacts): KeptOut {
  const { owner, words } = ownershipOf(at, trace, facts.ufw?.rules)
  return {
    kind: 'kept-out',
    ...{ at, decision, owner, words, trace },
    limits: doubts.flatMap(({ limit }) => (limit?.over || limit?.lately ? [limit] : [])),
    lately: false,
    reach: reachOf(facts),
  }
}

function reachOf(facts: RuleFacts): KeptOut['reach'] {
  if (!isOut(strangerLike(facts.client.address), facts)) return 'client'
  return ourSender(facts) ? 'unlisted' : 'everybody'
}

function isOut(source: Address, facts: RuleFacts): boolean {
  const trace = traceOf({ source }, facts.firewall, facts)
  return 'verdict' in trace && (trace.verdict === 'dropped' || trace.verdict === 'rejected')
}
