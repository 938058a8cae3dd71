import type { Address } from '../../domain/address.ts'
import type { Recognised } from '../../domain/diagnosis.ts'
import type { Listener } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { isLoopback, reachableOn } from '../reading/listening.ts'
import { quoteLines } from '../reading/quote.ts'
import { bindFailures, familiesOf, isInTheWay, refusedAddress, takes } from '../reading/served.ts'
import { quoteLast } from '../reading/unit-history.ts'
import { activeSocketOf, quoteUnit, serviceOf } from '../reading/units.ts'

type Reason = Omit<Recognised, 'confidence' | 'affects'>

interface Facts {
  listeners: Answered<'listeners'>
  units: Answered<'units'>
  host: { name: string; port: number }
  'unit-history': Answered<'unit-history'> | undefined
  'sshd-config': Answered<'sshd-config'> | undefined
  addresses: Answered<'addresses'> | undefined
  connect: Answered<'connect'> | undefined
}

export const listenAddress = defineCause({
  id: 'listen-address',
  title: 'sshd listens on other addresses than the one that people use',
  needs: ['listeners', 'units', 'host'],
  also: ['unit-history', 'sshd-config', 'addresses', 'connect'],
  recognise: (facts) => {
    const found = notAssigned(facts) ?? loopbackOnly(facts) ?? elsewhere(facts)
    return found && { confidence: 'proven', affects: 'everybody', ...found }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'wrong-port-listening', 'addressfamily-mismatch'],
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `sudo ss -ltnp 'sport = :${host.port}'; sudo sshd -T | grep -i ^listenaddress; ip -br addr`,
})

/** At its last start sshd was refused an address, and still nobody listens there. */
function notAssigned({ listeners, units, host, 'unit-history': history, addresses, connect, ...rest }: Facts) {
  const failures = bindFailures(history, serviceOf(units), 'Cannot assign requested address')
  const failure = failures.find(({ port }) => port === host.port)
  const open = reachableOn(listeners, host.port)
  const tried = refusedAddress(connect)
  if (!failure || !history || open.some((one) => isInTheWay(one, failure.address))) return undefined
  if (open.length > 0 && (!tried || open.some((one) => takes(one, tried)))) return undefined
  const hasItNow = addresses?.addresses.some(({ address }) => address === failure.address)
  const now = hasItNow
    ? ' The host has that address by now: sshd was started before it was there.'
    : addresses
      ? ' No interface has it now either.'
      : ''
  return {
    summary: `sshd of ${host.name} is told to listen on ${failure.address} port ${failure.port}, which was not an address of the host when sshd started.${now} Nothing listens for whoever connects from elsewhere.`,
    evidence: [
      ...quoteLast(history, [`: ${failure.line.text}`]),
      ...quoteListenAddress(rest['sshd-config']),
      ...(addresses ? quoteLines(addresses, (line) => / scope global /.test(line)) : []),
    ],
    advice: hasItNow
      ? `sudo systemctl restart ${serviceOf(units)?.id}; to survive the next boot, start it later: sudo systemctl edit ${serviceOf(units)?.id} (under [Unit] After=network-online.target and Wants=network-online.target)`
      : mend(failure.address),
    since: failure.line.at,
  } satisfies Reason
}

/** All that the running sshd listens on, or systemd for it, is loopback. */
function loopbackOnly({ listeners, units, host, 'sshd-config': config }: Facts): Reason | undefined {
  const own = ownListeners(listeners, units)
  if (own.length === 0 || !own.every(isLoopback) || reachableOn(listeners, host.port).length > 0) return undefined
  const socket = own.some(({ process }) => process === 'systemd') ? activeSocketOf(units) : undefined
  return {
    summary: `${socket ? socket.id : 'sshd'} of ${host.name} listens on ${sayEndpoints(own)} alone: only the host itself can connect.`,
    evidence: [
      ...quoteEndpoints(listeners, own),
      ...(socket ? quoteUnit(units, socket, ['ActiveState', 'Listen', 'DropInPaths']) : quoteListenAddress(config)),
    ],
    advice: socket
      ? `Look where it is said: systemctl cat ${socket.id}. Then: sudo systemctl edit ${socket.id} (under [Socket] ListenStream=${host.port}); sudo systemctl restart ${socket.id}`
      : mend('127.0.0.1 or ::1'),
  }
}

/** Other addresses of the host are served, and the one that was tried is not. Without a NAT in between, since the host has it. */
function elsewhere({ listeners, units, host, 'sshd-config': config, addresses, connect }: Facts): Reason | undefined {
  const tried = refusedAddress(connect)
  const own = ownListeners(listeners, units).filter(({ port }) => port === host.port)
  const assigned = addresses?.addresses.find(({ address }) => address === tried)
  if (!tried || !assigned || !addresses || reachableOn(listeners, host.port).some((one) => takes(one, tried)))
    return undefined
  const others = own.filter((one) => !isLoopback(one) && !takes(one, tried))
  const isSameFamily = others.some((one) => familiesOf(one).some((family) => (family === 6) === tried.includes(':')))
  if (!isSameFamily) return undefined
  return {
    summary: `sshd of ${host.name} listens on ${sayEndpoints(own)}, and not on ${tried} (${assigned.interface}), which was tried.`,
    evidence: [
      ...quoteEndpoints(listeners, own),
      ...quoteLines(addresses, (line) => line.includes(` ${tried}/`)),
      ...quoteListenAddress(config),
    ],
    advice: `Connect to ${others[0]?.address}, or let sshd listen on ${tried}, too: add “ListenAddress ${tried}” to sshd_config, then: sudo sshd -t && sudo systemctl restart ${serviceOf(units)?.id ?? 'ssh'}`,
  }
}

/** Of the service that runs, not of another sshd, nor of a session that forwards ports; or of the socket in its place. */
function ownListeners({ listeners }: Answered<'listeners'>, units: Answered<'units'>): Listener[] {
  const service = serviceOf(units)
  const socket = activeSocketOf(units)
  const heldPorts = new Set(
    Array.from(socket?.listen.matchAll(/:(\d{1,5}) \(Stream\)/g) ?? [], ([, port]) => Number(port)),
  )
  return listeners.filter(
    ({ process, pid, port }) =>
      (process === 'sshd' && service?.activeState === 'active' && pid === service.mainPid) ||
      (process === 'systemd' && heldPorts.has(port)),
  )
}

const mend = (address: Address): string =>
  `Find the line: sudo grep -rni listenaddress /etc/ssh/sshd_config /etc/ssh/sshd_config.d. Take the one with ${address} out, or name an address that the host has (none at all: every address). Then: sudo sshd -t && sudo systemctl restart ssh`

const sayEndpoints = (listeners: Listener[]): string =>
  listeners.map(({ address, port }) => `${address} port ${port}`).join(' and ')

const quoteEndpoints = (section: Answered<'listeners'>, chosen: Listener[]) =>
  quoteLines(section, (line) =>
    chosen.some(
      ({ address, port, pid }) =>
        line.includes(`${address}`) && line.includes(`:${port} `) && line.includes(`pid=${pid},`),
    ),
  )

const quoteListenAddress = (config: Answered<'sshd-config'> | undefined) =>
  config ? quoteLines(config, (line) => line.startsWith('listenaddress ')).slice(0, 1) : []
