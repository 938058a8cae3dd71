import type { Listener } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'

const LOOPBACK = /^(127\.|\[?::1\]?$)/

/** Listeners that the outside can reach on a port. */
export const reachableOn = (listeners: Answered<'listeners'>, port: number): Listener[] =>
  listeners.listeners.filter((listener) => listener.port === port && !LOOPBACK.test(listener.address))

/** The ports on which sshd (not socket activation of something else) can be reached, in order. */
export function sshdPorts(listeners: Answered<'listeners'>): number[] {
  const ports = listeners.listeners
    .filter(({ process, address }) => process === 'sshd' && !LOOPBACK.test(address))
    .map(({ port }) => port)
  return [...new Set(ports)].sort((a, b) => a - b)
}
