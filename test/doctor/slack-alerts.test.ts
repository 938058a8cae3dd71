import { describe, expect, it } from 'vitest'
import { slackScopes } from '../../src/doctor/slack.ts'
import { alertChannels, onCall } from '../../src/doctor/slack-alerts.ts'
import { SCOPES } from '../../src/slack/scopes.ts'
import { found } from './around.ts'
import { aroundSlack, slackWith } from './slack-side.ts'

describe('what alerts need of Slack', () => {
  const group = { groups: [{ hosts: ['*'] }] }
  const slackAround = async (settings: object) => {
    const { apiUrl } = await slackWith()
    return aroundSlack(apiUrl, settings)
  }

  it('is right where the configuration names nothing', async () => {
    const around = await slackAround({})
    expect(await found(alertChannels, around)).toEqual(['right: the configuration names none'])
    expect(await found(onCall, around)).toEqual(['right: the configuration names nobody'])
  })

  it.each([
    ['C0OPS', ['right: the bot is in C0OPS']],
    ['C0ELSE', ['wrong: the bot is not in the channel C0ELSE: alerts and digests cannot be told there']],
    ['C0GONE', ['wrong: the bot is not in the channel C0GONE: alerts and digests cannot be told there']],
    [
      'C0SHARED',
      [
        'right: the bot is in C0SHARED',
        'note: C0SHARED is shared with another organisation: its people read there which of your hosts fail',
      ],
    ],
  ])('is judged for the channel %s, whatever names it', async (channel, words) => {
    for (const settings of [
      { watch: { ...group, channel } },
      { watch: { groups: [{ hosts: ['*'], channel }] } },
      { watch: { ...group, channel: 'C0OPS', fallbackChannel: channel } },
      { webhook: { channel } },
      { digest: { channel } },
    ]) {
      const found_ = await found(alertChannels, await slackAround(settings))
      expect(found_.map((text) => text.replace('C0OPS, C0SHARED', 'C0SHARED'))).toEqual(words)
    }
  })

  it.each([
    [{ users: ['U0ANA'], groups: ['S0SRE'] }, 'right: Slack knows all of them: U0ANA, S0SRE'],
    [{ users: ['U0NOBODY'] }, 'wrong: Slack does not tell about the person U0NOBODY, whom watch.onCall mentions'],
    [{ users: ['U0GUS'] }, 'wrong: U0GUS (gus) is on call in vain: guests may not use ssh-medic'],
    [{ groups: ['S0GONE'] }, expect.stringMatching(/^wrong: nobody of the user group S0GONE may acknowledge an alert/)],
  ])('is judged for who is on call: %j', async (step, words) => {
    const around = await slackAround({ watch: { ...group, channel: 'C0OPS', onCall: [step] } })
    expect(await found(onCall, around)).toEqual([words])
  })

  it('wants usergroups:read for a group that is on call', async () => {
    const { apiUrl } = await slackWith(Object.keys(SCOPES).filter((one) => one !== 'usergroups:read'))
    const on = { watch: { ...group, channel: 'C0OPS', onCall: [{ groups: ['S0SRE'] }] } }
    expect(await found(slackScopes, await aroundSlack(apiUrl, on))).toEqual([
      `wrong: usergroups:read is missing: ${SCOPES['usergroups:read']}`,
    ])
  })
})
