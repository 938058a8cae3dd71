import type { Policy } from '../config/policy.ts'
import { groupsIn, namedBy } from '../policy/grants.ts'
import { defineExam, listed, orRight, right } from './exam.ts'
import { channel, eachOf, group, person } from './slack-named.ts'

const NAMED = { whom: 'whom the policy names', key: 'policy:', vain: 'is given something in vain' }

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
    const people = await eachOf(users, (id) => person(id, slack, NAMED))
    const all = [...people, ...(await eachOf(groups, (id) => group(id, slack, 'may do what the policy gives them')))]
    return orRight(all, `Slack knows all of them: ${listed([...users, ...groups])}`)
  },
})

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
    return orRight(
      await eachOf(channels, (id) => channel(id, slack, channelWords(id, policy))),
      `the bot is in ${listed(channels)}`,
    )
  },
})

const channelsOf = ({ grants, audit }: Policy): string[] => [
  ...new Set([...(audit ? [audit.channel] : []), ...grants.flatMap(({ channels = [] }) => channels)]),
]

const channelWords = (id: string, { audit }: Policy) => ({
  key: 'policy:',
  lost: audit?.channel === id ? 'the audit log is not mirrored there' : 'nothing can be asked or told there',
  shared: 'from there hosts can be checked, and never changed',
})
