import { onTestFinished } from 'vitest'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'
import type { Around } from '../../src/doctor/exam.ts'
import { openSlack } from '../../src/doctor/slack-side.ts'
import { SCOPES } from '../../src/slack/scopes.ts'
import { aroundOf } from './around.ts'

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'.replace(/[^0-9a-f]/g, '0')
export const TOKENS = { botToken: 'xoxb-test', appToken: 'xapp-test', signingSecret: SECRET }

/** A workspace that knows some of what a policy may name. */
export async function slackWith(scopes = Object.keys(SCOPES)) {
  const slack = await startSlackStandIn({
    people: [
      { id: 'U0ANA', name: 'ana', teamId: TEAM.id },
      { id: 'U0GUS', name: 'gus', teamId: TEAM.id, guest: true },
    ],
    channels: [
      { id: 'C0OPS', name: 'ops', botIsIn: true },
      { id: 'C0ELSE', name: 'else', botIsIn: false },
      { id: 'C0SHARED', name: 'shared', botIsIn: true, sharedWithOthers: true },
    ],
    groups: [{ id: 'S0SRE', handle: 'sre', users: ['U0ANA'] }],
    tokens: { bot: TOKENS.botToken, app: TOKENS.appToken },
    scopes,
  })
  onTestFinished(() => slack.close())
  return slack
}

/** As doctor itself begins. */
export async function aroundSlack(
  apiUrl: string,
  settings: { slack?: object; policy?: unknown; watch?: unknown; webhook?: unknown; digest?: unknown } = {},
  tokens: Around['tokens'] = TOKENS,
) {
  const around = aroundOf({ ...settings, slack: { apiUrl, ...settings.slack } }, { tokens })
  return { ...around, slack: await openSlack(tokens, around.config) }
}
