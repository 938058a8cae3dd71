import type { Config, Host } from '../config/schema.ts'
import type { Telemetry } from '../metrics/telemetry.ts'
import { webhookToken } from '../webhook/token.ts'

interface Setting {
  config: Config
  hosts: readonly Host[]
  redisUrl: string
  onError: (error: Error) => void
}

/** How to start taking alerts of another monitoring; nothing where the configuration says nothing of it. */
export function webhookStarts({ config, hosts, redisUrl, onError }: Setting) {
  const { webhook, vantage } = config
  if (!webhook) return []
  const token = webhookToken(webhook.tokenFile, process.env)
  const { port, bind, channel } = webhook
  const start = async (telemetry: Telemetry | undefined) => {
    const { startWebhook } = await import('../webhook/server.ts')
    const observe = telemetry?.webhookObserver()
    const options = { where: { port, bind }, token, redisUrl, hosts, vantage, channel, onError }
    return startWebhook({ ...options, ...(observe && { observe }) })
  }
  return [start]
}
