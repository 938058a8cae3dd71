import type { Unit } from '../../domain/inside/units.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

type Units = Answered<'units'>

const SERVICE = /^sshd?\.service$/
const SOCKET = /^sshd?\.socket$/

/** The service that would serve SSH here: the loaded one of Debian's and Red Hat's names. */
export const serviceOf = ({ units }: Units): Unit | undefined =>
  units.find(({ id, loadState }) => SERVICE.test(id) && loadState === 'loaded')

/** The SSH service that is masked, where no other of its names is loaded. */
export const maskedServiceOf = (units: Units): Unit | undefined =>
  serviceOf(units) ? undefined : units.units.find(({ id, loadState }) => SERVICE.test(id) && loadState === 'masked')

const socketsOf = ({ units }: Units): Unit[] =>
  units.filter(({ id, loadState }) => SOCKET.test(id) && loadState === 'loaded')

/** The socket through which systemd accepts connections for sshd now. */
export const activeSocketOf = (units: Units): Unit | undefined =>
  socketsOf(units).find(({ activeState }) => activeState === 'active')

export const failedSocketOf = (units: Units): Unit | undefined =>
  socketsOf(units).find(({ activeState }) => activeState === 'failed')

export const enabledSocketOf = (units: Units): Unit | undefined => socketsOf(units).find(isEnabled)

/** The ports of a socket unit that the outside can reach: `Listen=[::]:22 (Stream) 127.0.0.1:2222 (Stream)`. */
export function portsOf({ listen }: Unit): number[] {
  const endpoints = listen.matchAll(/(\S*):(\d{1,5}) \(Stream\)/g)
  const ports = Array.from(endpoints, ([, address = '', port]) => (/^(127\.|\[::1\])/.test(address) ? 0 : Number(port)))
  return [...new Set(ports)].filter((port) => port > 0)
}

/** The block of `systemctl show` that belongs to a unit: only the properties that are asked for. */
export function quoteUnit(units: Units, { id }: Unit, properties: readonly string[]) {
  const block = units.commands
    .flatMap(({ output }) => output.split(/\n{2,}/))
    .find((text) => text.split('\n').includes(`Id=${id}`))
  const wanted = new Set(
    block?.split('\n').filter((line) => ['Id', ...properties].some((name) => line.startsWith(`${name}=`))),
  )
  const [proof] = quoteLines(units, (line) => wanted.has(line))
  // The same line stands in the blocks of other units, too.
  return proof ? [{ ...proof, quote: [...wanted].join('\n') }] : []
}

const isEnabled = (unit: Unit | undefined): boolean => /^enabled/.test(unit?.unitFileState ?? '')

/** The unit that is meant to make SSH available here: on Ubuntu that is the socket. */
export function enabledUnitOf(units: Units): Unit | undefined {
  const service = serviceOf(units)
  return isEnabled(service) ? service : enabledSocketOf(units)
}

/** What starts SSH here again, after whatever kept it from starting is mended. */
export function startCommand(units: Units): string {
  const service = serviceOf(units)
  const unit = failedSocketOf(units) ?? enabledUnitOf(units) ?? service
  const id = unit?.id ?? 'ssh.service'
  const failing = [unit, service].filter(isFailing).flatMap((one) => one?.id ?? [])
  const verb = SOCKET.test(id) ? 'restart' : 'start'
  const start = `sudo systemctl ${verb} ${id}`
  return failing.length > 0 ? `sudo systemctl reset-failed ${[...new Set(failing)].join(' ')}; ${start}` : start
}

export const isFailing = (unit: Unit | undefined): boolean =>
  unit?.activeState === 'failed' || unit?.subState === 'auto-restart'
