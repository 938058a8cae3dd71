import { ConfigError } from '../config/load.ts'

/** Bot and workers of one machine may share their configuration file, and not the port. */
export function metricsPort({ port: given }: { port: number }, env: NodeJS.ProcessEnv): number {
  const text = env.SSH_MEDIC_METRICS_PORT
  if (text === undefined || text === '') return given
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new ConfigError(`SSH_MEDIC_METRICS_PORT is “${text}”: a port is a number from 1 to 65535`)
  return port
}
