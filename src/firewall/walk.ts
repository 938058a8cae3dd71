import { isMay } from './answer.ts'
import { divert } from './divert.ts'
import { either, type Passing } from './packet.ts'
import type { Chain, OneOf, Rejection, Rule, Step, Table, Verdict } from './rules.ts'

/** A rule or, without one, the policy of a chain. */
export interface Place {
  tool: Table['tool']
  /** `inet filter` */
  table: string
  chain: string
  rule?: Pick<Rule, 'text' | 'number' | 'handle'>
}

/** One way that a packet's visit to a chain may end. `because`: what nobody can tell from the rules, on the way there. */
export interface Ending {
  verdict: 'accept' | 'drop' | 'reject' | 'unknown'
  rejection?: Rejection
  at: Place
  because: readonly string[]
  after: Passing
}

/** A rule that the packet matched or may have, or a policy; `depth` counts the jumps. `may`: why it is not sure. */
export interface Station extends Place {
  depth: number
  /** In the words of rules: `accept`, `jump ufw-user-input`, `policy drop`. */
  does: string
  may?: string
}

/** Rules visited at most for one packet: a set of rules can be written so that its chains multiply. */
const MOST_VISITS = 1_000_000
/** Jumps within jumps. The kernel allows 16 in nft; iptables as many as its chains. */
const DEEPEST = 200
/** Rules that one packet matches, or may match. */
const MOST_STATIONS = 10_000
/** Reasons that are told for one ending: the first ones. */
const MOST_DOUBTS = 10

interface Walk {
  table: Table
  path: Station[]
  visits: number
}

/** The packet where it is now, with what is unsure about its being there. */
interface Here {
  packet: Passing
  because: readonly string[]
}

/** What may come of a chain or a rule: it ends there, goes on after it, or leaves the chain that the rule stands in. */
interface Exits {
  endings: Ending[]
  on: Here | undefined
  out: Here | undefined
}

/** Every way in which a visit to a chain that the kernel calls may end, in the order of its rules. One: it is certain. */
export function walk(table: Table, chain: Chain, packet: Passing): { endings: Ending[]; path: Station[] } {
  const visit: Walk = { table, path: [], visits: 0 }
  const { endings, on } = throughChain(chain, { packet, because: [] }, 0, visit)
  if (on) {
    const at = place(table, chain)
    visit.path.push({ ...at, depth: 0, does: `policy ${chain.policy}` })
    endings.push({ verdict: chain.policy, at, because: on.because, after: on.packet })
  }
  return { endings, path: visit.path }
}

/** Leaving a chain, by its end or a return, is one and the same to those who jumped to it. */
function throughChain(chain: Chain, start: Here, depth: number, visit: Walk): Exits {
  const endings: Ending[] = []
  let here: Here | undefined = start
  let out: Here | undefined
  for (const rule of chain.rules) {
    if (!here) break
    visit.visits += 1
    const exits = throughRule(rule, here, { chain, depth, visit })
    endings.push(...exits.endings)
    out = eitherHere(out, exits.out)
    here = exits.on
  }
  return { endings, on: eitherHere(here, out), out: undefined }
}

interface Stand {
  chain: Chain
  depth: number
  visit: Walk
}

function throughRule(rule: Rule, here: Here, stand: Stand): Exits {
  let { packet } = here
  let missed: Passing | undefined
  const doubts: string[] = []
  for (const step of rule.steps) {
    const taken = take(step, packet)
    if (taken === 'missed')
      return { endings: [], on: { ...here, packet: either(missed, packet) ?? packet }, out: undefined }
    if ('doubt' in taken) {
      doubts.push(taken.doubt)
      missed = either(missed, packet)
    } else if ('packet' in taken) packet = taken.packet
    else return decided(taken, { rule, here, packet, missed, doubts }, stand)
  }
  return decided({ oneOf: [{ verdict: 'continue' }], why: '' }, { rule, here, packet, missed, doubts }, stand)
}

type Taken = 'missed' | { doubt: string } | { packet: Passing } | OneOf

function take(step: Step, packet: Passing): Taken {
  if ('change' in step) return { packet: step.change(packet) }
  if ('test' in step) {
    const answer = step.test(packet)
    if (isMay(answer)) return { doubt: answer.may }
    return answer ? { packet } : 'missed'
  }
  const verdict = step.decide(packet)
  if (!verdict) return 'missed'
  // A verdict map that says `continue` has the rule go on with what stands behind it.
  if ('verdict' in verdict && verdict.verdict === 'continue') return { packet }
  return 'oneOf' in verdict ? verdict : { oneOf: [verdict], why: '' }
}

interface Matched {
  rule: Rule
  here: Here
  /** As the rule's steps left it; `missed`: as it is when one of the doubtful tests fails. */
  packet: Passing
  missed: Passing | undefined
  doubts: string[]
}

function decided({ oneOf, why }: OneOf, matched: Matched, stand: Stand): Exits {
  const { rule, here, packet } = matched
  const doubts = oneOf.length > 1 ? [...matched.doubts, why] : matched.doubts
  const missed = oneOf.includes(undefined) ? either(matched.missed, packet) : matched.missed
  const verdicts = oneOf.filter((verdict) => verdict !== undefined)
  stand.visit.path.push({
    ...place(stand.visit.table, stand.chain, rule),
    depth: stand.depth,
    does: verdicts.map(inWords).join(' or '),
    ...(doubts.length > 0 && { may: doubts.join('; ') }),
  })
  const because = withDoubts(here.because, doubts)
  const exits = verdicts.map((verdict) => applied(verdict, { packet, because }, { rule, ...stand }))
  const endings = exits.flatMap((one) => one.endings)
  const out = exits.map((one) => one.out).reduce(eitherHere, undefined)
  const on = exits.map((one) => one.on).reduce(eitherHere, missed && { packet: missed, because })
  // A doubt about a rule that ends nothing, such as one that logs, is none about what follows.
  if (endings.length > 0 || out) return { endings, on, out }
  return { endings, on: on && { packet: on.packet, because: here.because }, out }
}

function applied(verdict: Verdict, here: Here, stand: Stand & { rule: Rule }): Exits {
  const { packet, because } = here
  const at = place(stand.visit.table, stand.chain, stand.rule)
  const ends = (ending: Pick<Ending, 'verdict' | 'rejection' | 'because'>, after = packet): Exits => ({
    endings: [{ at, after, ...ending }],
    on: undefined,
    out: undefined,
  })
  switch (verdict.verdict) {
    case 'continue':
      return { endings: [], on: here, out: undefined }
    case 'return':
      return { endings: [], on: undefined, out: here }
    case 'jump':
    case 'goto':
      return elsewhere(verdict, here, stand, ends)
    case 'dnat':
    case 'redirect':
      return ends({ verdict: 'accept', because }, divert(verdict, packet))
    case 'unknown':
      return ends({ verdict: 'unknown', because: [...because, verdict.why] })
    case 'reject':
      return ends({ verdict: 'reject', rejection: verdict.rejection, because })
    default:
      return ends({ verdict: verdict.verdict, because })
  }
}

type Ends = (ending: Pick<Ending, 'verdict' | 'because'>) => Exits

function elsewhere({ verdict, chain: name }: Verdict & { chain: string }, here: Here, stand: Stand, ends: Ends): Exits {
  const { visit, depth } = stand
  const unknown = (why: string) => ends({ verdict: 'unknown', because: [...here.because, why] })
  const chain = visit.table.chains.get(name)
  if (!chain) return unknown(`the chain ${name} was not printed`)
  if (depth >= DEEPEST) return unknown(`the jumps to ${name} are nested too deep to follow`)
  if (visit.visits > MOST_VISITS || visit.path.length > MOST_STATIONS)
    return unknown(`the chains multiply: ${visit.visits} rules have been asked before the jump to ${name}`)
  const exits = throughChain(chain, here, depth + 1, visit)
  return verdict === 'jump' ? exits : { endings: exits.endings, on: undefined, out: exits.on }
}

const inWords = (verdict: Verdict): string =>
  verdict.verdict === 'jump' || verdict.verdict === 'goto' ? `${verdict.verdict} ${verdict.chain}` : verdict.verdict

function eitherHere(one: Here | undefined, other: Here | undefined): Here | undefined {
  if (!one || !other) return one ?? other
  return {
    packet: either(one.packet, other.packet) ?? one.packet,
    because: withDoubts(one.because, other.because),
  }
}

/** The same list when there is nothing to add: thousands of rules may share one doubt. */
function withDoubts(because: readonly string[], doubts: readonly string[]): readonly string[] {
  if (because.length >= MOST_DOUBTS || because === doubts) return because
  const more = doubts.filter((doubt) => !because.includes(doubt))
  return more.length > 0 ? [...new Set([...because, ...more])].slice(0, MOST_DOUBTS) : because
}

const place = (table: Table, chain: Chain, rule?: Rule): Place => ({
  tool: table.tool,
  table: `${table.family} ${table.name}`,
  chain: chain.name,
  ...(rule && { rule: { text: rule.text, number: rule.number, handle: rule.handle } }),
})
