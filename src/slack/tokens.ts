export interface Tokens {
  botToken?: string | undefined
  appToken?: string | undefined
  signingSecret?: string | undefined
}

export type UsableTokens =
  | { mode: 'socket'; botToken: string; appToken: string }
  | { mode: 'http'; botToken: string; signingSecret: string }

/** Slack cannot be used as it is set up: the message says what to create or copy, and where. */
export class SlackRefusal extends Error {
  override name = 'SlackRefusal'
}

/** Slack does not answer at all: no fault of the configuration, as far as one can tell. */
export class SlackAway extends Error {
  override name = 'SlackAway'
}

const WHERE = {
  bot: 'SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of your app, which api.slack.com/apps makes from manifest.yml',
  app: 'SLACK_APP_TOKEN is missing: create one under Basic Information → App-Level Tokens (scope connections:write)',
  secret:
    'SLACK_SIGNING_SECRET is missing: copy it from Basic Information → App Credentials, or set `slack: {mode: socket}`',
} as const

/** The tokens that the mode needs. Throws one `SlackRefusal` that names everything missing. */
export function requireTokens({ botToken, appToken, signingSecret }: Tokens, mode: 'socket' | 'http'): UsableTokens {
  const swapped = botToken?.startsWith('xapp-') || appToken?.startsWith('xoxb-')
  if (swapped)
    throw new SlackRefusal('SLACK_BOT_TOKEN must begin with xoxb- and SLACK_APP_TOKEN with xapp-: they look swapped')
  if (mode === 'socket' && botToken && appToken) return { mode, botToken, appToken }
  if (mode === 'http' && botToken && signingSecret) return { mode, botToken, signingSecret }
  const missing = [
    ...(botToken ? [] : [WHERE.bot]),
    ...(mode === 'socket' && !appToken ? [WHERE.app] : []),
    ...(mode === 'http' && !signingSecret ? [WHERE.secret] : []),
  ]
  throw new SlackRefusal(missing.join('\n'))
}
