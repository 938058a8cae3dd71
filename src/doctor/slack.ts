import type { Config } from '../config/schema.ts'
import { groupsIn } from '../policy/grants.ts'
import { SCOPES } from '../slack/scopes.ts'
import { defineExam, type Exam, listed, note, orRight, type Result, wrong } from './exam.ts'

/** Whether Slack takes the bot's token, and for whom. */
export const slackTokens: Exam = {
  id: 'slack-tokens',
  title: 'Slack’s tokens',
  role: 'bot',
  examine: async ({ slack, config }) => {
    if ('failed' in slack) return slack.failed
    const { botName, teamId, tokens } = slack.ok
    const results = tokens.mode === 'http' ? secretLooksOdd(tokens.signingSecret) : []
    return orRight(results, `Slack knows the bot as @${botName} of ${teamId} (${config.slack.mode} mode)`)
  },
}

/** Slack's secrets are 32 hexadecimal digits; whether it is the app's own only a real request tells. */
const secretLooksOdd = (secret: string): Result[] =>
  /^[0-9a-f]{32}$/.test(secret)
    ? []
    : [
        note(
          'SLACK_SIGNING_SECRET does not look like one',
          'Copy it again from Basic Information → App Credentials → Signing Secret.',
        ),
      ]

export const slackScopes = defineExam({
  id: 'slack-scopes',
  title: 'Slack’s scopes',
  role: 'bot',
  needs: ['slack'],
  examine: ({ slack: { scopes }, config }) => {
    if (scopes === undefined) return [note('Slack did not say which scopes the token has')]
    const needed = Object.keys(SCOPES).filter((scope) => scope !== 'usergroups:read' || namesGroups(config))
    const missing = needed.filter((scope) => !scopes.includes(scope))
    const more = scopes.filter((scope) => SCOPES[scope] === undefined)
    return orRight(
      [...missing.map(without), ...(more.length > 0 ? [tooMany(more)] : [])],
      `the token has all ${needed.length} that are needed`,
    )
  },
})

const namesGroups = ({ policy, watch }: Config): boolean =>
  groupsIn(policy).length > 0 || (watch?.onCall ?? []).some(({ groups }) => groups.length > 0)

const REINSTALL = 'Paste manifest.yml again under App Manifest of the app, and reinstall it to the workspace.'

const without = (scope: string): Result => wrong(`${scope} is missing: ${SCOPES[scope]}`, REINSTALL)

const tooMany = (scopes: readonly string[]): Result =>
  note(
    `it has more than ssh-medic ever uses: ${listed(scopes)}`,
    'Take them away under OAuth & Permissions: what it does not have nobody can steal.',
  )
