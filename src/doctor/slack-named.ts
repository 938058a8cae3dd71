import { takesPart } from '../policy/standing.ts'
import { askGroup } from '../slack/user-groups.ts'
import { note, type Result, wrong } from './exam.ts'
import type { SlackSide } from './slack-side.ts'

/** Slack counts how often it is asked. */
const MOST_ASKED = 50

/** One after the other, and not too many: whoever may be asked for all is asked again by the bot. */
export async function eachOf(ids: readonly string[], look: (id: string) => Promise<Result[]>): Promise<Result[]> {
  const results: Result[] = []
  for (const id of ids.slice(0, MOST_ASKED)) results.push(...(await look(id)))
  const left = ids.length - MOST_ASKED
  return left > 0 ? [...results, note(`${left} more were not asked about, so as not to tire Slack`)] : results
}

/** What is said of somebody: by whom they are named, under which key, and what is in vain. */
interface PersonWords {
  whom: string
  key: string
  vain: string
}

/** Whether Slack knows somebody, and lets them take part. */
export async function person(
  id: string,
  { people, teamId }: SlackSide,
  { whom, key, vain }: PersonWords,
): Promise<Result[]> {
  const mend = `Take ${id} out of ${key}, or correct the id (profile → ⋮ → Copy member ID).`
  const member = await people.member(id).catch(() => undefined)
  if (!member) return [wrong(`Slack does not tell about the person ${id}, ${whom}`, mend)]
  const surroundings = { teamId, channel: '', externallyShared: false }
  const takes = takesPart({ member, groups: { in: new Set(), unknown: new Map() }, surroundings })
  return takes.allowed ? [] : [wrong(`${id} (${member.name}) ${vain}: ${takes.because}`, mend)]
}

/** Whether Slack tells who is in a user group; else nobody of it may do that. */
export async function group(id: string, { client }: SlackSide, may: string): Promise<Result[]> {
  const { users, unknown } = await askGroup(client, id)
  if (unknown !== undefined)
    return [wrong(`nobody of the user group ${id} ${may}: ${unknown}`, 'Mend that, then run doctor again.')]
  return users.size > 0 ? [] : [note(`the user group ${id} is empty`)]
}

/** What is said of a channel: under which key it is named, what is lost without the bot, what it means that others read along. */
interface ChannelWords {
  key: string
  lost: string
  shared: string
}

/** Whether the bot is in a channel. */
export async function channel(
  id: string,
  { people, botName }: SlackSide,
  { key, lost, shared }: ChannelWords,
): Promise<Result[]> {
  const { joined, externallyShared } = await people.channel(id)
  if (joined === undefined)
    return [
      wrong(
        `Slack does not tell about the channel ${id}`,
        `Correct its id under ${key}, or give the app the scopes channels:read and groups:read.`,
      ),
    ]
  if (!joined)
    return [
      wrong(
        `the bot is not in the channel ${id}: ${lost}`,
        `Type /invite @${botName} there (or correct the id under ${key}).`,
      ),
    ]
  return externallyShared ? [note(`${id} is shared with another organisation: ${shared}`)] : []
}
