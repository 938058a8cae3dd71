import type { Ability, Policy } from '../config/policy.ts'
import type { Risk } from '../domain/diagnosis.ts'

/** What a permission is asked for. What is left out is not asked: whether they may for any host, any remedy. */
export interface Subject {
  /** The tags of the host. */
  tags?: readonly string[]
  risk?: Risk
}

export interface Grant {
  users: readonly string[]
  groups: readonly string[]
  may: readonly Ability[]
  channels?: readonly string[] | undefined
  tags?: readonly string[] | undefined
  risks?: readonly Risk[] | undefined
}

/** All grants, the short form `fix:` included: who may do it alone may also approve it for others. */
function allGrants({ fix, grants }: Policy): Grant[] {
  const short: Grant = { ...fix, may: ['fix', 'approve'] }
  return fix.users.length + fix.groups.length > 0 ? [short, ...grants] : grants
}

/** What each ability is given by. Everybody who has a part in changes may pause: to stop is never to be difficult. */
const GIVES: Record<Ability, readonly Ability[]> = {
  check: ['check', 'fix', 'approve'],
  fix: ['fix', 'break-glass'],
  approve: ['approve'],
  'break-glass': ['break-glass'],
  pause: ['pause', 'fix', 'approve', 'break-glass'],
}

/** The grants that give this ability for this subject, from any channel. */
export const grantsOf = (policy: Policy, ability: Ability, subject: Subject): Grant[] =>
  allGrants(policy).filter((grant) => grant.may.some((one) => GIVES[ability].includes(one)) && concerns(grant, subject))

/** Whether a rule with these tags and risks is about this subject. */
export function concerns(
  rule: { tags?: readonly string[] | undefined; risks?: readonly Risk[] | undefined },
  { tags, risk }: Subject,
): boolean {
  const byTag = rule.tags === undefined || tags === undefined || rule.tags.some((tag) => tags.includes(tag))
  const byRisk = rule.risks === undefined || risk === undefined || rule.risks.includes(risk)
  return byTag && byRisk
}

export const fromHere = ({ channels }: Grant, channel: string): boolean => channels?.includes(channel) ?? true

/** Whom the grants name, each once. */
export function namedBy(grants: readonly Pick<Grant, 'users' | 'groups'>[]): { users: string[]; groups: string[] } {
  return {
    users: [...new Set(grants.flatMap(({ users }) => users))],
    groups: [...new Set(grants.flatMap(({ groups }) => groups))],
  }
}

/** All user groups that the policy knows. */
export const groupsIn = (policy: Policy): string[] => namedBy(allGrants(policy)).groups
