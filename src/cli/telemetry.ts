import { ConfigError } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import type { Telemetry } from '../metrics/telemetry.ts'

/** Starts what serves metrics and health; nothing where the configuration does not say where. */
export async function telemetryFor(
  role: string,
  { metrics }: Pick<Config, 'metrics'>,
  redisUrl: string,
): Promise<Telemetry | undefined> {
  if (!metrics) return undefined
  const { startTelemetry } = await import('../metrics/telemetry.ts')
  return startTelemetry(role, { bind: metrics.bind, port: portFrom(process.env) ?? metrics.port }, redisUrl)
}

/** Bot and workers of one machine may share their configuration file, and not the port. */
function portFrom({ SSH_MEDIC_METRICS_PORT: given }: NodeJS.ProcessEnv): number | undefined {
  if (given === undefined || given === '') return undefined
  const port = Number(given)
  if (!/^\d{1,5}$/.test(given) || port < 1 || port > 65_535)
    throw new ConfigError(`SSH_MEDIC_METRICS_PORT is “${given}”: a port is a number from 1 to 65535`)
  return port
}
