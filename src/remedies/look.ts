import { setTimeout } from 'node:timers/promises'
import type { Shell } from '../access/shell.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { outsideNames } from '../domain/observation.ts'
import type { Site } from './carry-out.ts'
import type { State } from './define.ts'

const LOOK_TIMEOUT_MS = 30_000
/** Some programs take effect a moment after they have answered: `fail2ban-client … banip` does. */
const LOOKS = 4
const BETWEEN_LOOKS_MS = 1_000

const OUTSIDE: ReadonlySet<string> = new Set(outsideNames)

/** The state, and the evidence that shows it. */
interface Seen {
  state: State
  evidence: Evidence
}

/** The same after a change, and why nobody gets in any more, where that is so. */
export interface After extends Seen {
  lockedOut?: string
  /** Of the new connection; the caller's to close. */
  shell?: Shell
}

/** The state as evidence over this shell shows it: looked at again while it is not yet what it should be. */
export async function lookAgain(site: Site, shell: Shell, evidence: Evidence, first?: State): Promise<Seen> {
  const { order } = site
  const wanted = order.direction === 'do' ? 'gone' : 'holds'
  const { signal } = order.tools
  let seen = first ? { state: first, evidence } : await look(site, shell, evidence)
  const mostLooks = order.remedy.looks ?? LOOKS
  for (let looks = 1; looks < mostLooks && seen.state.state !== wanted; looks++) {
    await setTimeout(order.betweenLooksMs ?? BETWEEN_LOOKS_MS, undefined, { ...(signal && { signal }) })
    seen = await look(site, shell, evidence)
  }
  return seen
}

async function look({ order, ways }: Site, shell: Shell, evidence: Evidence): Promise<Seen> {
  const { signal } = order.tools
  const subject = {
    port: evidence.host.port,
    ...(evidence.client && { client: evidence.client.address }),
    ...(evidence.user !== undefined && { user: evidence.user }),
  }
  const options = { timeoutMs: LOOK_TIMEOUT_MS, ...(signal && { signal }) }
  const inside = await ways.gatherInside(shell, subject, options)
  // Nothing from inside may outlive the change: what is not read anew is not known.
  const outside = evidence.observations.filter(
    ({ observation }) => OUTSIDE.has(observation) && observation !== 'script',
  )
  const fresh = { ...evidence, observations: [...outside, ...inside] }
  return { state: order.remedy.trouble(fresh, order.args, order.direction), evidence: fresh }
}

/** The same probes once more from the same vantage: a new TCP connection, handshake and login, and what is seen through them. */
export async function lookAnew(site: Site): Promise<After> {
  const { order, ways, request } = site
  const { evidence, shell } = await ways.visit(request, order.tools)
  const state = order.remedy.trouble(evidence, order.args, order.direction)
  if (!shell) return { state, evidence, lockedOut: whyNoShell(evidence) }
  return { ...(await lookAgain(site, shell, evidence, state)), shell }
}

export const loginOf = (evidence: Evidence): string | undefined => answerOf(evidence, 'identity')?.login

export function whyNoShell(evidence: Evidence): string {
  const login = answerOf(evidence, 'login')
  if (!login) return `${evidence.host.name} could not be reached for a login`
  if (login.outcome === 'denied') return `${evidence.host.name} refused the login of ${login.user}`
  return `the login to ${evidence.host.name} ended as ${login.outcome}`
}
