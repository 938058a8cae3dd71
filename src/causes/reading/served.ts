import { type Address, canonicalAddress, type Family, familyOf } from '../../domain/address.ts'
import type { Unit } from '../../domain/inside/units.ts'
import type { Listener, LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { isReset } from './outside.ts'
import { sinceLastStart } from './unit-history.ts'

const WILDCARDS: ReadonlyMap<string, readonly Family[]> = new Map([
  ['*', [4, 6]],
  ['0.0.0.0', [4]],
  ['::', [6]],
])

/** The families whose connections a listener takes. ss prints `*` for a socket that takes both; `::` takes IPv6 alone. */
export const familiesOf = ({ address }: Listener): readonly Family[] =>
  WILDCARDS.get(address) ?? [familyOf(canonicalAddress(address) ?? address)]

/** Whether a listener takes connections to this address of its host. */
export const takes = (listener: Listener, address: Address): boolean =>
  WILDCARDS.get(listener.address)?.includes(familyOf(address)) ?? canonicalAddress(listener.address) === address

/** Whether two programs could not listen on both addresses of one port. */
export function isInTheWay(listener: Listener, wanted: Address): boolean {
  const family = familyOf(wanted)
  return WILDCARDS.has(wanted) ? familiesOf(listener).includes(family) : takes(listener, wanted)
}

/** The address that we tried in vain: the host’s own kernel said that nobody listens there. */
export const refusedAddress = (connect: Answered<'connect'> | undefined): Address | undefined =>
  connect && isReset(connect) ? canonicalAddress(connect.address) : undefined

export const nameOf = (family: Family): string => `IPv${family}`

/** An address that sshd could not listen on when it was started last, and the kernel's reason. */
export interface BindFailure {
  address: Address
  port: number
  line: LogLine
}

export function bindFailures(
  history: Answered<'unit-history'> | undefined,
  service: Unit | undefined,
  reason: 'Cannot assign requested address' | 'Address already in use',
): BindFailure[] {
  if (!history || !service) return []
  const said = new RegExp(`^error: Bind to port (\\d{1,5}) on ([0-9A-Fa-f.:]+)(?:%\\S+)? failed: ${reason}\\.$`)
  return sinceLastStart(history, service).flatMap((line) => {
    const [, port, text = ''] = said.exec(line.text) ?? []
    const address = canonicalAddress(text)
    return line.tag === 'sshd' && port && address ? [{ address, port: Number(port), line }] : []
  })
}
