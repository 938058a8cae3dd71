import { type Family, familyOf } from '../../domain/address.ts'
import type { Proof } from '../../domain/diagnosis.ts'
import type { Unit } from '../../domain/inside/units.ts'
import type { Listener } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { reachableOn } from '../reading/listening.ts'
import { quoteLines } from '../reading/quote.ts'
import { bindFailures, familiesOf, isInTheWay, nameOf, takes } from '../reading/served.ts'
import { quoteLast } from '../reading/unit-history.ts'
import { quoteUnit, serviceOf } from '../reading/units.ts'

interface Facts {
  listeners: Answered<'listeners'>
  units: Answered<'units'>
  'unit-history': Answered<'unit-history'>
  host: { name: string; port: number }
  connect: Answered<'connect'> | undefined
  banner: Answered<'banner'> | undefined
  client: { address: string } | undefined
  'sshd-config': Answered<'sshd-config'> | undefined
}

interface Taken {
  holder: Listener
  /** What it keeps sshd from. */
  so: string
  proof: Proof[]
  since?: string
}

export const portTaken = defineCause({
  id: 'port-taken',
  title: 'Another program holds the port of sshd',
  needs: ['listeners', 'units', 'unit-history', 'host'],
  also: ['connect', 'banner', 'client', 'sshd-config'],
  recognise: (facts) => {
    const { listeners, units, host } = facts
    const service = serviceOf(units)
    const taken = service && (failedToBind(facts, service) ?? satOnIt(facts, service))
    if (!taken) return undefined
    const { holder, so, proof, since } = taken
    return {
      confidence: 'proven',
      summary: `${holder.process} (pid ${holder.pid}) holds port ${host.port} of ${host.name} on ${holder.address}, ${so}`,
      evidence: [...quoteLines(listeners, (line) => line.includes(`:${host.port} `)), ...proof],
      advice: `Look what it is: ps -fp ${holder.pid}; systemctl status ${holder.pid}. Stop it or give it another port, and then: sudo systemctl restart ${service.id}`,
      affects: 'everybody',
      ...(since && { since }),
    }
  },
  masks: [
    ...['sshd-stopped', 'sshd-start-limit-hit', 'socket-unit-failed', 'wrong-port-listening'],
    ...['listen-address', 'addressfamily-mismatch', 'sshd-hung', 'tcp-wrappers-deny'],
  ],
  decide: ({ host }) => `sudo ss -ltnp 'sport = :${host.port}'`,
})

/** At its last start sshd could not listen where that program does. It may be active on what was left. */
function failedToBind(facts: Facts, service: Unit): Taken | undefined {
  const { listeners, host, 'unit-history': history } = facts
  const failures = bindFailures(history, service, 'Address already in use').filter(({ port }) => port === host.port)
  const missed = failures.filter(({ address }) => isMissed(familyOf(address), facts))
  const [hit] = missed.flatMap((failure) => {
    const holder = strangersOn(listeners, host.port).find((one) => isInTheWay(one, failure.address))
    return holder ? [{ ...failure, holder }] : []
  })
  if (!hit) return undefined
  const own = reachableOn(listeners, host.port).filter(({ process }) => process === 'sshd')
  const served = [...new Set(own.flatMap(familiesOf))].map(nameOf).join(' and ')
  return {
    holder: hit.holder,
    so: `and sshd could not listen on ${hit.address}. ${served ? `sshd is active all the same, over ${served} alone.` : 'No sshd listens on that port.'}`,
    proof: quoteLast(history, [`: ${hit.line.text}`]),
    since: hit.line.at,
  }
}

/** sshd does not run, and that program has sat down on its port: it was what we reached, and it does not speak SSH. */
function satOnIt({ listeners, units, host, connect, banner, ...rest }: Facts, service: Unit): Taken | undefined {
  if (service.activeState === 'active' || connect?.outcome !== 'connected' || banner?.outcome === 'banner')
    return undefined
  const holder = strangersOn(listeners, host.port).find((one) => takes(one, connect.address))
  const wanted = rest['sshd-config']?.global.port?.map(Number) ?? units.portsInFiles ?? []
  if (!holder || !(wanted.length === 0 ? [22] : wanted).includes(host.port)) return undefined
  return {
    holder,
    so: `where sshd would listen; and ${service.id} is ${service.activeState} (${service.subState}).`,
    proof: quoteUnit(units, service, ['ActiveState', 'SubState']),
  }
}

/** Who is neither sshd nor systemd, which may listen in its place. Without root nobody has a name. */
const strangersOn = ({ listeners }: Answered<'listeners'>, wanted: number): Listener[] =>
  listeners.filter(({ port, process }) => port === wanted && process && !['sshd', 'systemd'].includes(process))

/** Whether people miss what sshd could not bind: not when SSH greets them there, nor when all that is known of them comes the other way. */
function isMissed(family: Family, { connect, banner, client }: Facts): boolean {
  const greeted =
    connect?.outcome === 'connected' && banner?.outcome === 'banner' ? familyOf(connect.address) : undefined
  if (greeted === undefined) return true
  return greeted !== family && client !== undefined && familyOf(client.address) === family
}
