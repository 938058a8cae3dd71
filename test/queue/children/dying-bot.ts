import { Redis } from 'ioredis'
import { startDelivery } from '../../../src/queue/delivery.ts'
import { SOON_MISSED } from '../pickups.ts'

/** A bot that dies while it posts: before the post reaches Slack (here: a list in Redis), or right after. */
const [redisUrl = '', when = '', dieAt = ''] = process.argv.slice(2)
const slack = new Redis(redisUrl)

const post = async (what: string) => {
  if (what === dieAt && when === 'before') process.kill(process.pid, 'SIGKILL')
  await slack.rpush('slack', what)
  if (what === dieAt && when === 'after') process.kill(process.pid, 'SIGKILL')
}

startDelivery({
  redisUrl,
  pickup: SOON_MISSED,
  poster: {
    postHead: async () => {
      await post('head')
      return { ts: '1.0' }
    },
    updateHead: () => post('edit'),
    postReply: async (_place, _ts, _runId, reply) => {
      await post(reply.kind === 'note' ? reply.text : reply.kind)
      return { ts: '1.1' }
    },
    updateReply: () => post('redraw'),
  },
})
