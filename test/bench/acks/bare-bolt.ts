// What the acks are compared with: Bolt, a listener that adds one BullMQ job, and nothing else. Sends its port to the parent.
import { App, HTTPReceiver } from '@slack/bolt'
import { Redis } from 'ioredis'
import { openQueue } from '../../../src/queue/queues.ts'
import { freePort } from '../../slack/bot.ts'
import { SECRET } from './commands.ts'

const [redisUrl = ''] = process.argv.slice(2)
const queue = openQueue('bare', new Redis(redisUrl))
const receiver = new HTTPReceiver({ signingSecret: SECRET })
const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-bench', teamId: 'T1', botUserId: 'UBOT' }) })
app.command('/ssh-check', async ({ command, ack }) => {
  const { user_id: user, channel_id: channel, text, trigger_id: trigger } = command
  await queue.add('check', { user, channel, text }, { jobId: trigger })
  await ack()
})
const port = await freePort()
await receiver.start(port)
process.send?.(port)
process.on('disconnect', () => process.exit())
