import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { kill } from '../support/child.ts'
import { testRedis } from '../support/redis.ts'
import { burst } from './acks/commands.ts'
import { median, type Row } from './measure.ts'

const PER_SECOND = 300
const WARM_UP_PER_SECOND = 50
const WARM_UP_MS = 2_000
const ROUNDS = 40
/** Short, so that whatever else the machine does hits both alike. */
const ROUND_MS = 250

/** How long a slash command waits for its ack (the median round's p50), against Bolt that only adds a job. */
export async function acks(): Promise<Row[]> {
  const redis = await testRedis()
  const children: ChildProcess[] = []
  const child = async (file: string, ...args: string[]) => {
    const started = fork(new URL(`acks/${file}`, import.meta.url), args, { execArgv: ['--import', 'tsx'] })
    children.push(started)
    const [said] = await once(started, 'message')
    return said
  }
  try {
    const slack = String(await child('quick-slack.ts'))
    const bare = Number(await child('bare-bolt.ts', redis.url))
    const ours = Number(await child('whole-bot.ts', redis.url, slack))
    const times: { bare: number[]; ours: number[] } = { bare: [], ours: [] }
    for (const port of [bare, ours]) await burst(port, WARM_UP_PER_SECOND, WARM_UP_MS)
    for (let round = 0; round < ROUNDS; round++) {
      times.bare.push(median(await burst(bare, PER_SECOND, ROUND_MS)))
      times.ours.push(median(await burst(ours, PER_SECOND, ROUND_MS)))
    }
    return [
      {
        work: `ack of a command, ${PER_SECOND}/s`,
        ours: median(times.ours),
        against: 'Bolt that adds a job',
        theirs: median(times.bare),
        goal: 1.15,
      },
    ]
  } finally {
    await Promise.all(children.map(kill))
    await redis.close()
  }
}
