import { createHash, timingSafeEqual } from 'node:crypto'
import { ConfigError, readText } from '../config/load.ts'

const SHORTEST = 16
const HOW = 'make one with: openssl rand -hex 32 > webhook.token'

/** The token that senders must know. There is always one: whoever reaches the port could raise alarms otherwise. */
export function webhookToken(tokenFile: string | undefined, env: NodeJS.ProcessEnv): string {
  const token = (env.SSH_MEDIC_WEBHOOK_TOKEN || (tokenFile === undefined ? '' : readText(tokenFile))).trim()
  if (token === '')
    throw new ConfigError(
      `webhook has no token: name a file that holds one as webhook.tokenFile, or set SSH_MEDIC_WEBHOOK_TOKEN; ${HOW}`,
    )
  if (token.length < SHORTEST)
    throw new ConfigError(`the token of the webhook has ${token.length} characters, and needs ${SHORTEST}; ${HOW}`)
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new ConfigError(
      `the token of the webhook has a space or another character that no header carries in it; ${HOW}`,
    )
  return token
}

/** Whether an `Authorization` header carries the token; how long that takes tells nothing of it. */
export function carriesToken(header: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+)\s*$/i.exec(header ?? '') ?? []
  return timingSafeEqual(digest(given), digest(token))
}

const digest = (text: string) => createHash('sha256').update(text).digest()
