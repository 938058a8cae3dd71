// The bot as it runs: HTTP mode, policy, delivery and all. Sends its port to the parent. Arguments: Redis, Slack's Web API.
import { pino } from 'pino'
import { startDelivery } from '../../../src/queue/delivery.ts'
import { createDesk } from '../../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../../src/queue/signing.ts'
import { startBot } from '../../../src/slack/app.ts'
import { configOf, freePort, hosts } from '../../slack/bot.ts'
import { SECRET } from './commands.ts'

const [redisUrl = '', apiUrl = ''] = process.argv.slice(2)
const port = await freePort()
await startBot({
  config: configOf({ mode: 'http', port, apiUrl }),
  hosts,
  desk: createDesk({ redisUrl, signer: ephemeralKeys().signer }),
  tokens: { botToken: 'xoxb-bench', signingSecret: SECRET },
  startDelivery: (poster) => startDelivery({ redisUrl, poster }),
  log: pino({ level: 'silent' }),
})
process.send?.(port)
process.on('disconnect', () => process.exit())
