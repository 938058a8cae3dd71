/** Who acts in Slack, as `users.info` tells it. */
export interface Member {
  id: string
  teamId: string
  bot?: boolean
  deleted?: boolean
  /** A guest of one or several channels. */
  guest?: boolean
  /** Somebody of another workspace, seen through a shared channel. */
  stranger?: boolean
}

/** Where they act. */
export interface Surroundings {
  /** The workspace that the app is installed in. */
  teamId: string
  /** Whether the channel is shared with another organisation; undefined when Slack would not tell. */
  externallyShared: boolean | undefined
}

/** The part of the configuration that says who may change hosts from Slack. */
export interface FixPolicy {
  users: readonly string[]
}

export type Permission = { allowed: true } | { allowed: false; because: string }

const ALLOWED: Permission = { allowed: true }
const denied = (because: string): Permission => ({ allowed: false, because })

/** Whether this person may ask for a check: every full member of the app's own workspace may. */
export function mayCheck(member: Member, { teamId }: Surroundings): Permission {
  if (member.deleted) return denied('this account is deactivated')
  if (member.bot) return denied('bots may not ask for checks')
  if (member.stranger || member.teamId !== teamId) return denied('only members of this workspace may check hosts')
  if (member.guest) return denied('guests may not check hosts')
  return ALLOWED
}

/** Whether this person may change a host: denied unless the configuration names them, and never in a shared channel. */
export function mayFix(member: Member, surroundings: Surroundings, policy: FixPolicy): Permission {
  const check = mayCheck(member, surroundings)
  if (!check.allowed) return check
  if (surroundings.externallyShared === undefined) return denied('Slack did not tell whether this channel is shared')
  if (surroundings.externallyShared)
    return denied('hosts are not changed from a channel shared with another organisation')
  if (policy.users.length === 0) return denied('nobody may fix from Slack yet: list user ids under policy.fix.users')
  if (!policy.users.includes(member.id)) return denied(`${member.id} is not listed under policy.fix.users`)
  return ALLOWED
}
