import type { Ability, Policy } from '../config/policy.ts'
import { fromHere, type Grant, grantsOf, namedBy, type Subject } from './grants.ts'
import { type Actor, ALLOWED, denied, isOurPlace, type Member, type Permission, takesPart } from './standing.ts'

/** Whether this person may do this here: denied unless a grant names them, and always to whom cannot be given anything. */
export function may(ability: Ability, actor: Actor, subject: Subject, policy: Policy): Permission {
  const standing = takesPart(actor)
  if (!standing.allowed) return standing
  if (ability === 'check' && policy.check === 'members') return ALLOWED
  const place = ability === 'check' ? ALLOWED : isOurPlace(actor)
  if (!place.allowed) return place
  return granted(ability, actor, subject, policy)
}

function granted(ability: Ability, { member, groups, surroundings }: Actor, subject: Subject, policy: Policy) {
  const grants = grantsOf(policy, ability, subject)
  const here = grants.filter((grant) => fromHere(grant, surroundings.channel))
  if (here.some(({ users }) => users.includes(member.id))) return ALLOWED
  if (here.some((grant) => grant.groups.some((id) => groups.in.has(id)))) return ALLOWED
  return denied(whyNot(ability, inWords(member), { all: grants, here }, groups.unknown, policy))
}

/** The id is what an operator has to write into the policy. */
const inWords = ({ id, name }: Member) => (name === undefined ? id : `${name} (${id})`)

const DOES: Record<Ability, string> = {
  check: 'check hosts',
  fix: 'fix',
  approve: 'approve',
  'break-glass': 'break the glass',
  pause: 'pause or resume changes',
}

function whyNot(
  ability: Ability,
  who: string,
  { all, here }: { all: readonly Grant[]; here: readonly Grant[] },
  unknown: ReadonlyMap<string, string>,
  policy: Policy,
): string {
  if (all.length === 0) return nobody(ability, policy)
  if (here.length === 0) return `the policy lets nobody ${DOES[ability]} this from this channel`
  const silent = here.flatMap(({ groups }) => groups).find((group) => unknown.has(group))
  if (silent !== undefined) return `Slack did not tell who is in the user group ${silent}: ${unknown.get(silent)}`
  const { grants } = policy
  if (ability === 'fix' && grants.length === 0) return `${who} is not listed under policy.fix.users`
  return `the policy does not let ${who} ${DOES[ability]} here`
}

function nobody(ability: Ability, policy: Policy): string {
  const { users, groups } = namedBy(grantsOf(policy, ability, {}))
  if (users.length + groups.length > 0) return `the policy lets nobody ${DOES[ability]} this remedy on this host`
  if (ability === 'fix') return 'nobody may fix from Slack yet: list user ids under policy.fix.users'
  return `nobody may ${DOES[ability]} from Slack yet: give it to somebody under policy.grants`
}
