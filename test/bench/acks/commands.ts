import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export const SECRET = 'a-signing-secret'

const SLACK_WAITS_MS = 3_000

/** Sends so many slash commands a second for a while, whether or not the earlier ones were answered. Returns each ack's milliseconds. */
export async function burst(port: number, perSecond: number, forMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true }) // Of its own: servers close what is idle.
  const startedMs = performance.now()
  const acks: Promise<number>[] = []
  while (performance.now() - startedMs < forMs) {
    const due = Math.floor(((performance.now() - startedMs) * perSecond) / 1_000)
    while (acks.length < due) acks.push(command(port, agent))
    await sleep(1)
  }
  const times = await Promise.all(acks)
  agent.destroy()
  return times
}

function command(port: number, agent: Agent): Promise<number> {
  const body = new URLSearchParams({
    ...{ command: '/ssh-check', text: 'web-01 from 203.0.113.7 as deploy', team_id: 'T1', team_domain: 'bench' },
    ...{ user_id: 'U1', user_name: 'ada', channel_id: 'C1', channel_name: 'ops', api_app_id: 'A1' },
    ...{ trigger_id: randomUUID(), response_url: 'http://127.0.0.1:1/' },
  }).toString()
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  }
  const sentMs = performance.now()
  return new Promise((resolve, reject) => {
    const asked = request(
      { agent, host: '127.0.0.1', port, path: '/slack/events', method: 'POST', headers },
      (answer) => {
        const text: Buffer[] = []
        answer.on('data', (chunk: Buffer) => text.push(chunk))
        answer.on('end', () => {
          // Words in the answer say why nothing was started: a refusal is no fast success.
          const told = Buffer.concat(text).toString()
          if (answer.statusCode !== 200 || told !== '') reject(new Error(`acked ${answer.statusCode}: ${told}`))
          else resolve(performance.now() - sentMs)
        })
      },
    )
    asked.on('error', reject)
    asked.setTimeout(SLACK_WAITS_MS, () => asked.destroy(new Error('not acknowledged in time')))
    asked.end(body)
  })
}
