import type { WebClient } from '@slack/web-api'
import { pino } from 'pino'
import type { Config } from '../config/schema.ts'
import { createPeople, type People } from '../slack/people.ts'
import { requireTokens, SlackAway, SlackRefusal, type Tokens, type UsableTokens } from '../slack/tokens.ts'
import { webClient } from '../slack/web-client.ts'
import { whoAmI } from '../slack/who-am-i.ts'
import { away, type Opened, type Result, wrong } from './exam.ts'

/** Slack as the bot sees it. */
export interface SlackSide {
  tokens: UsableTokens
  client: WebClient
  people: People
  teamId: string
  botName: string
  /** Undefined where Slack's answer does not say. */
  scopes: readonly string[] | undefined
}

const PATIENCE_MS = 8_000

/** Asks Slack who we are, with the bot's tokens. */
export async function openSlack(given: Tokens, { slack }: Pick<Config, 'slack'>): Promise<Opened<SlackSide>> {
  const kinds = wrongKinds(given)
  if (kinds.length > 0) return { failed: kinds }
  try {
    const tokens = requireTokens(given, slack.mode)
    const log = pino({ level: 'silent' })
    const client = webClient({ botToken: tokens.botToken, apiUrl: slack.apiUrl, log }, PATIENCE_MS)
    const { teamId, botName, scopes } = await whoAmI(client)
    return { ok: { tokens, client, people: createPeople(client), teamId, botName, scopes } }
  } catch (error) {
    if (error instanceof SlackRefusal) return { failed: error.message.split('\n').map(refused) }
    if (error instanceof SlackAway) return { failed: [away(...halves(error.message))] }
    throw error
  }
}

const KINDS: Record<string, string> = {
  xoxb: 'a bot token',
  xapp: 'an app-level token',
  xoxp: 'a person’s own token',
  xoxe: 'a token for the app’s configuration',
}
const NAMES = { botToken: 'SLACK_BOT_TOKEN', appToken: 'SLACK_APP_TOKEN' } as const
const WANTED = { botToken: 'xoxb', appToken: 'xapp' } as const

/** Which token is of another kind than its name says; its prefix tells. */
function wrongKinds(tokens: Tokens): Result[] {
  return (['botToken', 'appToken'] as const).flatMap((key) => {
    const kind = tokens[key]?.slice(0, 4)
    if (kind === undefined || kind === '' || kind === WANTED[key]) return []
    const is = KINDS[kind] ?? 'no token of Slack that we know'
    return [
      wrong(
        `${NAMES[key]} holds ${is}, not ${KINDS[WANTED[key]]} (${WANTED[key]}-…)`,
        key === 'botToken'
          ? 'Copy the Bot User OAuth Token from OAuth & Permissions of the app.'
          : 'Copy it from Basic Information → App-Level Tokens (scope connections:write).',
      ),
    ]
  })
}

const ENVIRONMENT =
  ' (Is this the bot’s environment? Under systemd: set -a; . /etc/ssh-medic/slack.env, then run doctor again.)'

function refused(message: string): Result {
  const [what, mend] = halves(message)
  return wrong(what, message.includes(' is missing') ? `${mend}${ENVIRONMENT}` : mend)
}

/** These messages say what is wrong, a colon, and what to do. */
function halves(message: string): [string, string] {
  const at = message.indexOf(': ')
  return at < 0 ? [message, 'See docs/operators.md.'] : [message.slice(0, at), `${message.slice(at + 2)}.`]
}
