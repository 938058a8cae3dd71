import { type Policy, policySchema } from '../../src/config/policy.ts'
import type { Actor, Member, Membership, Surroundings } from '../../src/policy/standing.ts'

const ada: Member = { id: 'U1', teamId: 'T1' }
const here: Surroundings = { teamId: 'T1', channel: 'C1', externallyShared: false }
const nowhere: Membership = { in: new Set(), unknown: new Map() }

export interface ActorChange {
  member?: Partial<Member>
  place?: Partial<Surroundings>
  groups?: string[]
  unknown?: [string, string][]
}

/** Ada in our channel, in no user group, unless told otherwise. */
export const actor = ({ member, place, groups, unknown }: ActorChange = {}): Actor => ({
  member: { ...ada, ...member },
  surroundings: { ...here, ...place },
  groups: { ...nowhere, ...(groups && { in: new Set(groups) }), ...(unknown && { unknown: new Map(unknown) }) },
})

export const policyOf = (given: unknown): Policy => policySchema.parse(given)
