import type { Listener } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { activeSocketOf, enabledUnitOf, maskedServiceOf, portsOf, serviceOf } from './units.ts'

const LOOPBACK = /^(127\.|\[?::1\]?$)/

export const isLoopback = ({ address }: Listener): boolean => LOOPBACK.test(address)

/** Listeners that the outside can reach on a port. */
export const reachableOn = (listeners: Answered<'listeners'>, port: number): Listener[] =>
  listeners.listeners.filter((listener) => listener.port === port && !isLoopback(listener))

/** The ports on which sshd itself can be reached, in order. */
export const sshdPorts = (listeners: Answered<'listeners'>): number[] => portsBy(listeners, ['sshd'])

/** The ports on which sshd can be reached or would be started by systemd, which listens for it, in order. */
export function sshPorts(listeners: Answered<'listeners'>, units: Answered<'units'> | undefined): number[] {
  const socket = units && activeSocketOf(units)
  const heldForSshd = socket ? portsBy(listeners, ['systemd']).filter((port) => portsOf(socket).includes(port)) : []
  return [...new Set([...sshdPorts(listeners), ...heldForSshd])].sort((a, b) => a - b)
}

/** What sshd itself says; where it cannot (an idle one has no /run/sshd, and old ones no -G), its files as they stand. None: unknown. */
export function configuredPorts(
  config: Answered<'sshd-config'> | undefined,
  units: Answered<'units'> | undefined,
): number[] {
  const said = config?.global.port?.map(Number) ?? []
  if (said.length > 0) return said
  return units?.portsInFiles?.length === 0 ? [22] : (units?.portsInFiles ?? [])
}

function portsBy(listeners: Answered<'listeners'>, processes: readonly string[]): number[] {
  const ports = listeners.listeners
    .filter(({ process, address }) => processes.includes(process ?? '') && !LOOPBACK.test(address))
    .map(({ port }) => port)
  return [...new Set(ports)].sort((a, b) => a - b)
}

/** Whether SSH is served by anybody: then no cause of a sshd that does not run is to blame. */
export function isServed(
  listeners: Answered<'listeners'>,
  units: Answered<'units'> | undefined,
  port: number,
): boolean {
  const socket = units && activeSocketOf(units)
  // Such a socket has nothing to start.
  const isEmpty = units !== undefined && socket?.accept === false && maskedServiceOf(units) !== undefined
  const others = reachableOn(listeners, port).filter(({ process }) => !(isEmpty && process === 'systemd'))
  const elsewhere = isEmpty ? sshdPorts(listeners) : sshPorts(listeners, units)
  return others.length > 0 || (elsewhere.length > 0 && !isMissedOn(units, port))
}

/** Whether sshd itself listens, wherever that is, and not only as a second way in. */
export const ownElsewhere = (
  listeners: Answered<'listeners'>,
  units: Answered<'units'> | undefined,
  port: number,
): boolean => sshdPorts(listeners).length > 0 && !isMissedOn(units, port)

/**
 * Whether systemd’s own sshd is meant to serve this port, and is down: one that then listens elsewhere was started beside it, as a
 * second way in, and tells nothing of the first.
 */
export function isMissedOn(units: Answered<'units'> | undefined, port: number): boolean {
  const service = units && (serviceOf(units) ?? maskedServiceOf(units))
  if (!service || service.activeState === 'active' || activeSocketOf(units)) return false
  const isMeant = service.activeState === 'failed' || service.activeSince !== '' || enabledUnitOf(units) !== undefined
  return isMeant && configuredPorts(undefined, units).includes(port)
}
