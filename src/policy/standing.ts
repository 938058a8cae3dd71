/** Who acts in Slack, as `users.info` tells it. */
export interface Member {
  id: string
  /** As Slack shows it, for the words that an operator reads. */
  name?: string
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
  channel: string
  /** Whether the channel is shared with another organisation; undefined when Slack would not tell. */
  externallyShared: boolean | undefined
}

/** The user groups that the policy names, as far as this person is concerned. */
export interface Membership {
  in: ReadonlySet<string>
  /** Groups that Slack would not tell about, and why. */
  unknown: ReadonlyMap<string, string>
}

/** A person at a place: what the policy judges. */
export interface Actor {
  member: Member
  groups: Membership
  surroundings: Surroundings
}

export type Permission = { allowed: true } | { allowed: false; because: string }

export const ALLOWED: Permission = { allowed: true }
export const denied = (because: string): Permission => ({ allowed: false, because })

/** Whether this person can be given anything at all: full members of the app's own workspace only, whatever the policy says. */
export function takesPart({ member, surroundings: { teamId } }: Actor): Permission {
  if (member.deleted) return denied('this account is deactivated')
  if (member.bot) return denied('bots may not use ssh-medic')
  if (member.stranger || member.teamId !== teamId) return denied('only members of this workspace may use ssh-medic')
  if (member.guest) return denied('guests may not use ssh-medic')
  return ALLOWED
}

/** Whether a change may be asked for or approved from this place. */
export function isOurPlace({ surroundings: { externallyShared } }: Actor): Permission {
  if (externallyShared === undefined) return denied('Slack did not tell whether this channel is shared')
  if (externallyShared) return denied('hosts are not changed from a channel shared with another organisation')
  return ALLOWED
}
