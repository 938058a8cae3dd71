import { z } from 'zod'
import type { Argv } from './define.ts'
import type { Grant } from './grant.ts'

/** The names that distributions give to what serves SSH. */
const SERVICES = ['ssh.service', 'sshd.service'] as const
const SOCKETS = ['ssh.socket', 'sshd.socket'] as const

export const serviceName = z.enum(SERVICES)
export const socketName = z.enum(SOCKETS)
export const unitName = z.enum([...SERVICES, ...SOCKETS])
/** What a remedy starts when it has mended what kept that from starting; `none` where sshd serves as soon as it is mended. */
export const toStart = z.enum(['none', ...SERVICES, ...SOCKETS])

/** Parts of patterns. */
export const SERVICE = 'sshd?[.]service'
export const UNIT = 'sshd?[.](service|socket)'

const isSocket = (unit: string): boolean => unit.endsWith('.socket')
const serviceBehind = (socket: string): string => socket.replace(/socket$/, 'service')

/** Does nothing to what runs already. */
export const start = (unit: string): Argv => ['systemctl', 'start', unit]

/** What failed often in a row is started only after that is forgotten: a socket's failure is that of its service. */
export function startAgain(unit: string): Argv[] {
  if (unit === 'none') return []
  const failed = isSocket(unit) ? [serviceBehind(unit), unit] : [unit]
  return [['systemctl', 'reset-failed', ...failed], start(unit)]
}

export const START_GRANTS: readonly Grant[] = [{ program: '/usr/bin/systemctl', args: `start ${UNIT}` }]

export const START_AGAIN_GRANTS: readonly Grant[] = [
  { program: '/usr/bin/systemctl', args: `reset-failed( ${UNIT}){1,2}` },
  ...START_GRANTS,
]

/** sshd tests its files first: with an error in them the old one goes on. */
export const restart = (service: string): Argv[] => [
  ['sshd', '-t'],
  ['systemctl', 'restart', service],
]

/** Does nothing where the restart went well. */
export const restartRescue = (service: string): Argv[] => [start(service)]

export const RESTART_GRANTS: readonly Grant[] = [
  { program: '/usr/sbin/sshd', args: '-t' },
  { program: '/usr/bin/systemctl', args: `restart ${SERVICE}` },
  { program: '/usr/bin/systemctl', args: `start ${SERVICE}`, timed: true },
]
