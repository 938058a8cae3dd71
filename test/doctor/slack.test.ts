import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'
import { slackScopes, slackTokens } from '../../src/doctor/slack.ts'
import { slackChannels, slackPeople } from '../../src/doctor/slack-policy.ts'
import { openSlack } from '../../src/doctor/slack-side.ts'
import { SCOPES } from '../../src/slack/scopes.ts'
import { found, lines } from './around.ts'
import { aroundSlack, slackWith, TOKENS } from './slack-side.ts'

const ALL = Object.keys(SCOPES)

describe('Slack’s tokens', () => {
  it('that Slack takes are right', async () => {
    const { apiUrl } = await slackWith()
    expect(await found(slackTokens, await aroundSlack(apiUrl))).toEqual([
      `right: Slack knows the bot as @ssh-medic of ${TEAM.id} (socket mode)`,
    ])
  })

  it.each([
    [
      'both missing',
      { botToken: undefined, appToken: undefined },
      ['wrong: SLACK_BOT_TOKEN is missing', 'wrong: SLACK_APP_TOKEN is missing'],
    ],
    [
      'swapped',
      { botToken: 'xapp-1', appToken: 'xoxb-1' },
      [
        'wrong: SLACK_BOT_TOKEN holds an app-level token, not a bot token (xoxb-…)',
        'wrong: SLACK_APP_TOKEN holds a bot token, not an app-level token (xapp-…)',
      ],
    ],
    [
      'of a person',
      { ...TOKENS, botToken: 'xoxp-1' },
      ['wrong: SLACK_BOT_TOKEN holds a person’s own token, not a bot token (xoxb-…)'],
    ],
    ['refused', { ...TOKENS, botToken: 'xoxb-else' }, ['wrong: Slack refused SLACK_BOT_TOKEN (invalid_auth)']],
  ])('%s are named', async (_name, tokens, words) => {
    const { apiUrl } = await slackWith()
    expect(await found(slackTokens, await aroundSlack(apiUrl, {}, tokens))).toEqual(words)
  })

  it('cannot be judged while Slack is away, and then nothing else asks it', async () => {
    const around = await aroundSlack('http://127.0.0.1:1/api/')
    expect(await slackTokens.examine(around)).toMatchObject([{ state: 'wrong', away: true }])
    expect(await found(slackScopes, around)).toEqual(['skipped: not examined: it needs Slack'])
  })

  it('in HTTP mode want the signing secret, and say when it does not look like one', async () => {
    const { apiUrl } = await slackWith()
    const http = { slack: { mode: 'http' } }
    expect(await found(slackTokens, await aroundSlack(apiUrl, http, { botToken: TOKENS.botToken }))).toEqual([
      'wrong: SLACK_SIGNING_SECRET is missing',
    ])
    expect(
      await found(slackTokens, await aroundSlack(apiUrl, http, { ...TOKENS, signingSecret: 'oops' })),
    ).toContainEqual('note: SLACK_SIGNING_SECRET does not look like one')
  })
})

describe('Slack’s scopes', () => {
  const policy = { fix: { groups: ['S0SRE'] } }

  it('that are all there are right', async () => {
    const { apiUrl } = await slackWith()
    expect(await found(slackScopes, await aroundSlack(apiUrl, { policy }))).toEqual([
      `right: the token has all ${ALL.length} that are needed`,
    ])
  })

  it.each(ALL)('without %s what will not work is named', async (scope) => {
    const { apiUrl } = await slackWith(ALL.filter((one) => one !== scope))
    expect(await found(slackScopes, await aroundSlack(apiUrl, { policy }))).toEqual([
      `wrong: ${scope} is missing: ${SCOPES[scope]}`,
    ])
  })

  it('of user groups are not missed by a policy without any', async () => {
    const { apiUrl } = await slackWith(ALL.filter((one) => one !== 'usergroups:read'))
    expect(await found(slackScopes, await aroundSlack(apiUrl))).toEqual([expect.stringMatching(/^right: /)])
  })

  it('beyond those are worth knowing', async () => {
    const { apiUrl } = await slackWith([...ALL, 'channels:history'])
    expect(await found(slackScopes, await aroundSlack(apiUrl))).toContainEqual(
      'note: it has more than ssh-medic ever uses: channels:history',
    )
  })
})

describe('the policy', () => {
  it('whose people and groups Slack knows is right', async () => {
    const { apiUrl } = await slackWith()
    const around = await aroundSlack(apiUrl, { policy: { fix: { users: ['U0ANA'], groups: ['S0SRE'] } } })
    expect(await found(slackPeople, around)).toEqual(['right: Slack knows all of them: U0ANA, S0SRE'])
  })

  it.each([
    [{ users: ['U0GUS'] }, /^wrong: U0GUS \(gus\) is given something in vain: guests/],
    [{ users: ['U0NOBODY'] }, /^wrong: Slack does not tell about the person U0NOBODY/],
    [{ groups: ['S0GONE'] }, /^wrong: nobody of the user group S0GONE/],
  ])('that gives in vain is named: %j', async (fix, words) => {
    const { apiUrl } = await slackWith()
    expect(await found(slackPeople, await aroundSlack(apiUrl, { policy: { fix } }))).toEqual([
      expect.stringMatching(words),
    ])
  })

  it.each([
    ['C0OPS', ['right: the bot is in C0OPS']],
    ['C0ELSE', ['wrong: the bot is not in the channel C0ELSE: the audit log is not mirrored there']],
    ['C0GONE', ['wrong: the bot is not in the channel C0GONE: the audit log is not mirrored there']],
    [
      'C0SHARED',
      ['right: the bot is in C0SHARED', expect.stringMatching(/^note: C0SHARED is shared with another organisation/)],
    ],
  ])('that names the channel %s', async (channel, words) => {
    const { apiUrl } = await slackWith()
    expect(await found(slackChannels, await aroundSlack(apiUrl, { policy: { audit: { channel } } }))).toEqual(words)
  })
})

it('every refusal of a token says what to do', async () => {
  const opened = await openSlack({}, configSchema.parse({}))
  expect('failed' in opened && lines(opened.failed)).toHaveLength(2)
})
