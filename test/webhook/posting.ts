import { expect } from 'vitest'
import type { Host } from '../../src/config/schema.ts'
import { startWebhook } from '../../src/webhook/server.ts'
import { payload, TOKEN } from './payloads.ts'

/** A webhook, and a hand that posts what Alertmanager would. */
export async function startPosting(where: { redisUrl: string; hosts: readonly Host[]; channel: string }) {
  const webhook = await startWebhook({
    ...{ where: { port: 0, bind: '127.0.0.1' }, token: TOKEN, vantage: 'bastion-a' },
    ...where,
  })
  const headers = { authorization: `Bearer ${TOKEN}` }
  const post = async (...alerts: unknown[]) => {
    const body = JSON.stringify(payload(...alerts))
    expect((await fetch(`http://127.0.0.1:${webhook.port}/alerts`, { method: 'POST', headers, body })).status).toBe(200)
  }
  return { post, close: webhook.close }
}
