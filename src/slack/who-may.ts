import type { Ability, Policy } from '../config/policy.ts'
import type { Demands } from '../policy/demands.ts'
import { fromHere, grantsOf, namedBy, type Subject } from '../policy/grants.ts'
import type { People } from './people.ts'

const SHOWN = 5

/** Who may do this from this channel, by name and without pinging them: `Ana, Cara and @sre`; undefined when nobody may. */
export async function whoMay(
  ability: Ability,
  subject: Subject,
  { policy, channel, people }: { policy: Policy; channel: string; people: Pick<People, 'names'> },
): Promise<string | undefined> {
  const named = namedBy(grantsOf(policy, ability, subject).filter((grant) => fromHere(grant, channel)))
  const names = await people.names({ users: named.users.slice(0, SHOWN), groups: named.groups.slice(0, SHOWN) })
  const rest = named.users.length + named.groups.length - names.length
  const all = rest > 0 ? [...names, `${rest} more`] : names
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : all[0]
}

/** What an order needs besides a click, in words; undefined when nothing. */
export function demandWords(
  { approvals, reason, typeHost }: Demands,
  approvers: string | undefined,
): string | undefined {
  const others = approvals === 1 ? 'one other person' : `${approvals} other people`
  const who = approvers === undefined ? 'but the policy lets nobody approve' : `who may: ${approvers}`
  const parts = [
    approvals > 0 && `the approval of ${others} (${who})`,
    reason && 'a reason',
    typeHost && 'the host’s name, typed',
  ].filter((part) => part !== false)
  return parts.length === 0 ? undefined : parts.join(', ')
}
