import { hostname, userInfo } from 'node:os'
import { ConfigError, expandHome, loadConfig } from '../config/load.ts'
import { loadSigner } from '../queue/signing.ts'
import { turnFromTerminal } from '../queue/switch.ts'
import { appendAudit } from '../store/audit.ts'
import { EXIT } from './exit.ts'
import { withRedis } from './with-redis.ts'

/** `ssh-medic pause` and `resume`: for every host and every worker, at once. Anybody may stop; to let go needs the bot's key. */
export async function turnSwitch(pause: boolean, reason: string, { config }: { config?: string }): Promise<number> {
  const key = loadConfig(config).signing.privateKeyFile
  if (!pause && key === undefined)
    throw new ConfigError(
      'signing.privateKeyFile is missing here: resume where the bot runs, or in Slack with /ssh-check resume',
    )
  const signer = key === undefined ? undefined : loadSigner(expandHome(key))
  const at = new Date().toISOString()
  const by = { id: `${userInfo().username}@${hostname()}` }
  await withRedis(config, async (redis) => {
    await turnFromTerminal(redis, signer, { paused: pause, by, ...(reason !== '' && { reason }) })
    await appendAudit(redis, `switch:${at}:${by.id}`, {
      event: pause ? 'paused' : 'resumed',
      at,
      by: by.id,
      ...(reason !== '' && { reason }),
      detail: pause ? 'All changes were paused.' : 'Changes may go on.',
    })
  })
  process.stdout.write(pause ? 'Paused: no worker changes any host.\n' : 'Resumed: hosts may be changed again.\n')
  return EXIT.ok
}
