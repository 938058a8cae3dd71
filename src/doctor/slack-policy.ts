import type { Policy } from '../config/policy.ts'
import { groupsIn, namedBy } from '../policy/grants.ts'
import { takesPart } from '../policy/standing.ts'
import { askGroup } from '../slack/user-groups.ts'
import { defineExam, listed, note, orRight, type Result, right, wrong } from './exam.ts'
import type { SlackSide } from './slack-side.ts'

/** Slack counts how often it is asked. */
const MOST_ASKED = 50

/** Whom the policy names: whether Slack knows them, and whether anything can be given to them. */
export const slackPeople = defineExam({
  id: 'slack-people',
  title: 'People of the policy',
  role: 'bot',
  needs: ['slack'],
  examine: async ({ slack, config: { policy } }) => {
    const { users } = namedBy([policy.fix, ...policy.grants])
    const groups = groupsIn(policy)
    if (users.length + groups.length === 0) return [right('it names nobody')]
    const people = await eachOf(users, (id) => person(id, slack))
    const all = [...people, ...(await eachOf(groups, (id) => group(id, slack)))]
    return orRight(all, `Slack knows all of them: ${listed([...users, ...groups])}`)
  },
})

/** One after the other, and not too many: whoever may be asked for all is asked again by the bot. */
async function eachOf(ids: readonly string[], look: (id: string) => Promise<Result[]>): Promise<Result[]> {
  const results: Result[] = []
  for (const id of ids.slice(0, MOST_ASKED)) results.push(...(await look(id)))
  const left = ids.length - MOST_ASKED
  return left > 0 ? [...results, note(`${left} more were not asked about, so as not to tire Slack`)] : results
}

async function person(id: string, { people, teamId }: SlackSide): Promise<Result[]> {
  const mend = `Take ${id} out of policy:, or correct the id (profile → ⋮ → Copy member ID).`
  const member = await people.member(id).catch(() => undefined)
  if (!member) return [wrong(`Slack does not tell about the person ${id}, whom the policy names`, mend)]
  const surroundings = { teamId, channel: '', externallyShared: false }
  const takes = takesPart({ member, groups: { in: new Set(), unknown: new Map() }, surroundings })
  return takes.allowed ? [] : [wrong(`${id} (${member.name}) is given something in vain: ${takes.because}`, mend)]
}

async function group(id: string, { client }: SlackSide): Promise<Result[]> {
  const { users, unknown } = await askGroup(client, id)
  if (unknown !== undefined)
    return [
      wrong(
        `nobody of the user group ${id} may do what the policy gives them: ${unknown}`,
        'Mend that, then run doctor again.',
      ),
    ]
  return users.size > 0 ? [] : [note(`the user group ${id} is empty`)]
}

/** The channels that the configuration names. */
export const slackChannels = defineExam({
  id: 'slack-channels',
  title: 'Channels of the policy',
  role: 'bot',
  needs: ['slack'],
  examine: async ({ slack, config: { policy } }) => {
    const channels = channelsOf(policy)
    if (channels.length === 0)
      return [right(`it names none; wherever it is needed, /invite @${slack.botName} brings the bot in`)]
    return orRight(await eachOf(channels, (id) => channel(id, slack, policy)), `the bot is in ${listed(channels)}`)
  },
})

const channelsOf = ({ grants, audit }: Policy): string[] => [
  ...new Set([...(audit ? [audit.channel] : []), ...grants.flatMap(({ channels = [] }) => channels)]),
]

async function channel(id: string, { people, botName }: SlackSide, { audit }: Policy): Promise<Result[]> {
  const { joined, externallyShared } = await people.channel(id)
  if (joined === undefined)
    return [
      wrong(
        `Slack does not tell about the channel ${id}`,
        'Correct its id, or give the app the scopes channels:read and groups:read.',
      ),
    ]
  const lost = audit?.channel === id ? 'the audit log is not mirrored there' : 'nothing can be asked or told there'
  if (!joined)
    return [
      wrong(
        `the bot is not in the channel ${id}: ${lost}`,
        `Type /invite @${botName} there (or correct the id under policy:).`,
      ),
    ]
  return externallyShared
    ? [note(`${id} is shared with another organisation: from there hosts can be checked, and never changed`)]
    : []
}
