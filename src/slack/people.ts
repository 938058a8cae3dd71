import type { WebClient } from '@slack/web-api'
import type { Config } from '../config/schema.ts'
import { groupsIn } from '../policy/grants.ts'
import type { Actor, Member, Membership } from '../policy/standing.ts'
import { askGroup, askHandles, membershipOf } from './user-groups.ts'
import { troubleOf } from './web-client.ts'

const FRESH_MS = 60_000
const KEPT = 1_000
const AT_ONCE_MS = 250

interface NamedMember extends Member {
  name: string
}

/** What Slack says of a channel; undefined where it would not say. */
interface Channel {
  externallyShared: boolean | undefined
  /** Whether the bot can post there. */
  joined: boolean | undefined
}

/** Slack's own account of people and channels, at most a minute old. Calls fail with the Web API's errors. */
export interface People {
  member(userId: string): Promise<NamedMember>
  channel(channelId: string): Promise<Channel>
  /** Which of these user groups the person is in, and which Slack would not tell about. Never fails. */
  groups(userId: string, among: readonly string[]): Promise<Membership>
  /** What people and user groups are called, without pinging anybody. Never fails. */
  names(of: { users: readonly string[]; groups: readonly string[] }): Promise<string[]>
}

/** A person and the place where they act: what the policy judges. */
export interface NamedActor extends Actor {
  member: NamedMember
  channel: Channel
}

/** What is known of who acts where, with the user groups that the policy names. */
export async function actorOf(
  { people, teamId, config }: { people: People; teamId: string; config: Config },
  userId: string,
  channelId: string,
): Promise<NamedActor> {
  const [member, channel, groups] = await Promise.all([
    people.member(userId),
    people.channel(channelId),
    people.groups(userId, groupsIn(config.policy)),
  ])
  const surroundings = { teamId, channel: channelId, externallyShared: channel.externallyShared }
  return { member, channel, groups, surroundings }
}

export function createPeople(client: WebClient, now: () => number = () => Date.now()): People {
  const member = remembering((id) => askMember(client, id), now)
  const group = remembering(
    (id) => askGroup(client, id),
    now,
    ({ unknown }) => unknown === undefined,
  )
  const handles = remembering(() => askHandles(client), now)
  return {
    member,
    channel: remembering(
      (id) => askChannel(client, id),
      now,
      ({ joined }) => joined === true,
    ),
    groups: async (userId, among) => membershipOf(userId, await Promise.all(among.map(group))),
    names: async ({ users, groups }) => {
      const known = groups.length > 0 ? await handles('') : new Map<string, string>()
      const people = users.map((id) =>
        member(id).then(
          ({ name }) => name,
          () => id,
        ),
      )
      return [...(await Promise.all(people)), ...groups.map((id) => known.get(id) ?? id)]
    },
  }
}

async function askMember(client: WebClient, userId: string): Promise<NamedMember> {
  const { user } = await client.users.info({ user: userId })
  // What Slack leaves out counts against the person: no team is not our team.
  return {
    id: userId,
    teamId: user?.team_id ?? '',
    bot: user?.is_bot ?? false,
    deleted: user?.deleted ?? false,
    guest: (user?.is_restricted ?? false) || (user?.is_ultra_restricted ?? false),
    stranger: user?.is_stranger ?? false,
    name: user?.profile?.display_name || user?.real_name || user?.name || userId,
  }
}

/** A direct message cannot be asked about with our scopes; one with the app has no third party, and strangers are told apart. */
async function askChannel(client: WebClient, channelId: string): Promise<Channel> {
  if (channelId.startsWith('D')) return { externallyShared: false, joined: undefined }
  try {
    const { channel } = await client.conversations.info({ channel: channelId })
    return { externallyShared: channel?.is_pending_ext_shared || channel?.is_ext_shared, joined: channel?.is_member }
  } catch (error) {
    const trouble = troubleOf(error)
    // A private channel that the bot is not in does not exist for it.
    if (trouble.kind === 'refused' && trouble.code === 'channel_not_found')
      return { externallyShared: undefined, joined: false }
    return { externallyShared: undefined, joined: undefined }
  }
}

/** Remembers answers for a minute, if they are worth it; failures never. Who asks meanwhile gets the answer that is on its way. */
function remembering<T>(
  ask: (id: string) => Promise<T>,
  now: () => number,
  worth: (answer: T) => boolean = () => true,
) {
  const known = new Map<string, { answer: T; atMs: number }>()
  const underWay = new Map<string, Promise<T>>()
  const learn = async (id: string): Promise<T> => {
    const answer = await twice(() => ask(id))
    if (known.size >= KEPT) known.clear()
    if (worth(answer)) known.set(id, { answer, atMs: now() })
    return answer
  }
  return async (id: string): Promise<T> => {
    const before = known.get(id)
    if (before && now() - before.atMs < FRESH_MS) return before.answer
    const asked = underWay.get(id) ?? learn(id).finally(() => underWay.delete(id))
    underWay.set(id, asked)
    return asked
  }
}

/** Slack stumbles now and then: a question that failed at once, and not by its word, is asked once more. */
async function twice<T>(ask: () => Promise<T>): Promise<T> {
  const startedMs = performance.now()
  try {
    return await ask()
  } catch (error) {
    const stumbled = troubleOf(error).kind === 'unknown' && performance.now() - startedMs < AT_ONCE_MS
    if (!stumbled) throw error
    return ask()
  }
}
