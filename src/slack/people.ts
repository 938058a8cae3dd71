import type { WebClient } from '@slack/web-api'
import type { Member, Surroundings } from '../policy/may.ts'
import { troubleOf } from './web-client.ts'

const FRESH_MS = 60_000
const KEPT = 1_000

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
}

/** A person and the place where they act: what the policy judges. */
export interface Actor {
  member: NamedMember
  channel: Channel
  surroundings: Surroundings
}

export async function actorOf(people: People, teamId: string, userId: string, channelId: string): Promise<Actor> {
  const [member, channel] = await Promise.all([people.member(userId), people.channel(channelId)])
  return { member, channel, surroundings: { teamId, externallyShared: channel.externallyShared } }
}

export function createPeople(client: WebClient, now: () => number = Date.now): People {
  return {
    member: remembering((id) => askMember(client, id), now),
    channel: remembering(
      (id) => askChannel(client, id),
      now,
      ({ joined }) => joined === true,
    ),
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

/** Remembers answers for a minute, if they are worth it; failures never. */
function remembering<T>(
  ask: (id: string) => Promise<T>,
  now: () => number,
  worth: (answer: T) => boolean = () => true,
) {
  const known = new Map<string, { answer: T; atMs: number }>()
  return async (id: string): Promise<T> => {
    const before = known.get(id)
    if (before && now() - before.atMs < FRESH_MS) return before.answer
    const answer = await ask(id)
    if (known.size >= KEPT) known.clear()
    if (worth(answer)) known.set(id, { answer, atMs: now() })
    return answer
  }
}
