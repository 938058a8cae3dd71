import type { WebClient } from '@slack/web-api'
import type { Membership } from '../policy/standing.ts'
import { troubleOf } from './web-client.ts'

/** Who is in a user group; or why Slack would not tell. */
interface Group {
  id: string
  users: ReadonlySet<string>
  unknown?: string
}

const WHY: Record<string, string> = {
  missing_scope: 'the app lacks the scope usergroups:read: an operator has to reinstall it from manifest.yml',
  no_such_subteam: 'there is no such group: an operator has to correct its id under policy',
}

/** Who is in a group right now. What cannot be learnt counts against everybody: nobody is in it. */
export async function askGroup(client: WebClient, id: string): Promise<Group> {
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup: id })
    return { id, users: new Set(users) }
  } catch (error) {
    const trouble = troubleOf(error)
    const unknown = trouble.kind === 'refused' ? (WHY[trouble.code] ?? `it says ${trouble.code}`) : 'it did not answer'
    return { id, users: new Set(), unknown }
  }
}

export const membershipOf = (userId: string, groups: readonly Group[]): Membership => ({
  in: new Set(groups.filter(({ users }) => users.has(userId)).map(({ id }) => id)),
  unknown: new Map(groups.flatMap(({ id, unknown }) => (unknown === undefined ? [] : [[id, unknown] as const]))),
})

/** What the user groups are called: `@sre`. Without the scope they keep their ids. */
export async function askHandles(client: WebClient): Promise<Map<string, string>> {
  try {
    const { usergroups = [] } = await client.usergroups.list()
    return new Map(usergroups.flatMap(({ id, handle }) => (id && handle ? [[id, `@${handle}`] as const] : [])))
  } catch {
    return new Map()
  }
}
