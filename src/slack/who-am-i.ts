import type { WebClient } from '@slack/web-api'
import { SlackAway, SlackRefusal } from './tokens.ts'
import { troubleOf } from './web-client.ts'

/**
 * The workspace and the bot that the token stands for, the workspace’s address, and the scopes that it was given.
 * Throws `SlackRefusal` when Slack does not accept it, and `SlackAway` when it does not answer.
 */
export async function whoAmI(client: WebClient) {
  const answer = await client.auth.test().catch(refuse)
  const { team_id: teamId, user, user_id: botUserId, bot_id: botId, url, response_metadata: metadata } = answer
  if (!teamId) throw new SlackRefusal('Slack names no workspace for SLACK_BOT_TOKEN: install the app to one workspace')
  const ids = { ...(botUserId && { botUserId }), ...(botId && { botId }) }
  return { teamId, botName: user ?? 'ssh-medic', ids, url, scopes: metadata?.scopes }
}

function refuse(error: unknown): never {
  const trouble = troubleOf(error)
  if (trouble.kind === 'refused')
    throw new SlackRefusal(
      `Slack refused SLACK_BOT_TOKEN (${trouble.code}): copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of your app`,
      { cause: error },
    )
  throw new SlackAway(
    'Slack’s Web API did not answer: check this machine’s way out to slack.com, and slack.apiUrl if it is set',
    { cause: error },
  )
}
