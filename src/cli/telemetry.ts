import type { Config } from '../config/schema.ts'
import { metricsPort } from '../metrics/port.ts'
import type { Telemetry } from '../metrics/telemetry.ts'

/** Starts what serves metrics and health; nothing where the configuration does not say where. */
export async function telemetryFor(
  role: string,
  { metrics }: Pick<Config, 'metrics'>,
  redisUrl: string,
): Promise<Telemetry | undefined> {
  if (!metrics) return undefined
  const port = metricsPort(metrics, process.env)
  const { startTelemetry } = await import('../metrics/telemetry.ts')
  return startTelemetry(role, { bind: metrics.bind, port }, redisUrl)
}
