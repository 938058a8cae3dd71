import { createHash } from 'node:crypto'
import { may } from '../policy/may.ts'
import type { Place } from '../queue/desk.ts'
import { inCode, say } from './answer.ts'
import { findHost } from './commands/find-host.ts'
import type { CheckWords } from './commands/parse-check.ts'
import type { BotContext } from './context.ts'
import type { NamedActor } from './people.ts'
import { vantageOf } from './vantage.ts'
import { whoCan } from './who-can.ts'

export interface Ask {
  /** `addressToldAt`: when the asker told the client's address, if it was not given now. */
  check: CheckWords & { addressToldAt?: string }
  actor: NamedActor
  place: Place
  /** From where; the host's own vantage without it. */
  vantage?: string
  /** What Slack repeats when it delivers the same request again. */
  trigger: string
}

/** Asks for a check of an inventory host. Returns what the person is told when there is none to ask for. */
export async function ask({ check, actor, place, vantage, trigger }: Ask, context: BotContext) {
  const { hosts, config, desk } = context
  const found = findHost(check.host, hosts)
  if (!found.found) return unknownHost(check.host, found.nearest, hosts.length)
  const { name, tags } = found.host
  const allowed = may('check', actor, { tags }, config.policy)
  if (!allowed.allowed) return `Sorry, no check: ${allowed.because}.${await whoCan('check', { tags }, actor, context)}`
  const requestedAt = new Date().toISOString()
  const job = {
    ...check,
    runId: runIdOf(trigger),
    host: name,
    requestedBy: { id: actor.member.id, name: actor.member.name },
    requestedAt,
  }
  await desk.askCheck(job, vantage ?? vantageOf(name, hosts, config), place)
  setImmediate(() => void noteAsked(name, actor, context)) // Nobody waits for that: the acknowledgement goes first.
  return undefined
}

/** For the pickers: a convenience, and no reason to fail. */
async function noteAsked(host: string, { member }: NamedActor, { desk, teamId, log }: BotContext): Promise<void> {
  await desk
    .noteHost({ teamId, userId: member.id }, host)
    .catch((error) => log.warn({ err: error }, 'which host was asked about could not be noted'))
}

/** The same request has the same run, however often Slack delivers it: it is checked once. */
const runIdOf = (trigger: string) => `slack-${createHash('sha256').update(trigger).digest('hex').slice(0, 24)}`

/** What somebody is told who names a host that is not in the inventory. */
export function unknownHost(typed: string, nearest: readonly string[], known: number): string {
  if (known === 0) return 'My inventory is empty: an operator has to list hosts under `hosts:` in ssh-medic.yml.'
  const meant = nearest.length > 0 ? ` Did you mean ${nearest.map(inCode).join(' or ')}?` : ''
  return say`I do not know a host “${typed}”.`.concat(meant, ' I only check hosts of my inventory.')
}
