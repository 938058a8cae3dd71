import type { Config } from '../config/schema.ts'
import { defineExam, listed, orRight, right } from './exam.ts'
import { channel, eachOf, group, person } from './slack-named.ts'

/** Where alerts and digests are told. */
export const alertChannels = defineExam({
  id: 'alert-channels',
  title: 'Channels of alerts',
  role: 'bot',
  needs: ['slack'],
  examine: async ({ slack, config }) => {
    const named = channelsIn(config)
    if (named.size === 0) return [right('the configuration names none')]
    const words = (id: string) => ({
      key: named.get(id) ?? '',
      lost: 'alerts and digests cannot be told there',
      shared: 'its people read there which of your hosts fail',
    })
    return orRight(
      await eachOf([...named.keys()], (id) => channel(id, slack, words(id))),
      `the bot is in ${listed([...named.keys()])}`,
    )
  },
})

/** Each channel with the first setting that names it. */
function channelsIn({ watch, webhook, digest }: Config): Map<string, string> {
  const all: [string, string | undefined][] = [
    ['watch.channel', watch?.channel],
    ...(watch?.groups ?? []).map((one, index): [string, string | undefined] => [`watch.groups[${index}]`, one.channel]),
    ['watch.fallbackChannel', watch?.fallbackChannel],
    ['webhook.channel', webhook?.channel],
    ['digest.channel', digest?.channel],
  ]
  const found = new Map<string, string>()
  for (const [key, id] of all) if (id !== undefined && !found.has(id)) found.set(id, key)
  return found
}

/** Who is mentioned when nobody takes an alert. */
export const onCall = defineExam({
  id: 'on-call',
  title: 'Who is on call',
  role: 'bot',
  needs: ['slack'],
  examine: async ({ slack, config: { watch } }) => {
    const steps = watch?.onCall ?? []
    const users = [...new Set(steps.flatMap((step) => step.users))]
    const groups = [...new Set(steps.flatMap((step) => step.groups))]
    if (users.length + groups.length === 0) return [right('the configuration names nobody')]
    const words = { whom: 'whom watch.onCall mentions', key: 'watch.onCall', vain: 'is on call in vain' }
    const people = await eachOf(users, (id) => person(id, slack, words))
    const all = [
      ...people,
      ...(await eachOf(groups, (id) => group(id, slack, 'may acknowledge an alert, as watch.onCall wants'))),
    ]
    return orRight(all, `Slack knows all of them: ${listed([...users, ...groups])}`)
  },
})
