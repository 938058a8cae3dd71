import { accessSync, constants } from 'node:fs'
import { identityOf } from '../access/identity.ts'
import type { Config, Host } from '../config/schema.ts'
import type { Tokens } from '../slack/tokens.ts'
import type { Role } from './exam.ts'
import { ofThisVantage } from './own-keys.ts'

/**
 * What runs here, by what lies here: the bot has Slack's tokens or the signing key, a worker has keys to log in with. Both
 * may read one configuration file. Where nothing lies yet, everything is still to be set up.
 */
export function rolesHere({
  config,
  hosts,
  tokens,
}: {
  config: Config
  hosts: readonly Host[]
  tokens: Tokens
}): Role[] {
  const { privateKeyFile, publicKeyFiles } = config.signing
  const isBot = Object.values(tokens).some(Boolean) || (privateKeyFile !== undefined && isReadable(privateKeyFile))
  const own = ofThisVantage({ hosts, config })
  const isWorker =
    own.some(({ identityFile }) => identityFile !== undefined && !('missing' in identityOf(identityFile))) ||
    (!isBot && publicKeyFiles.some(isReadable))
  if (!isBot && !isWorker) return ['bot', 'worker']
  return [...(isBot ? ['bot' as const] : []), ...(isWorker ? ['worker' as const] : [])]
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}
