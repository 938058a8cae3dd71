import { type Answer, isMay, known, may } from './answer.ts'
import { type Call, ordersFor } from './calls.ts'
import { arriving, either, type Packet, type Passing } from './packet.ts'
import type { Chain, Hook, Rejection, Table } from './rules.ts'
import { type Ending, type Place, type Station, walk } from './walk.ts'

/** What becomes of the packet, and which rule says so. */
export interface Decision {
  verdict: 'accepted' | 'dropped' | 'rejected' | 'forwarded' | 'unknown'
  rejection?: Rejection
  /** Where a forwarded one goes, as far as that is known. */
  to?: { address: string | undefined; port: number | undefined }
  /** Missing when no chain stands in the way. */
  at?: Place
  /** What nobody can tell from the rules alone, on the way there: clauses. Empty when it is certain. */
  because: readonly string[]
}

export interface Trace {
  packet: Packet
  /** `unclear`: several decisions are possible, and they differ. */
  verdict: Decision['verdict'] | 'unclear'
  /** All that are possible, in the order of the rules. */
  decisions: readonly Decision[]
  path: readonly Station[]
}

interface Journey {
  /** Undefined once it is certain that the packet goes no further. */
  here: Passing | undefined
  because: readonly string[]
  acceptedAt: Place | undefined
  decisions: Decision[]
  path: Station[]
}

/** What makes a decision unsure where chains differ that may be called in another order. */
export const WHICH_FIRST = 'the rules do not tell which of several chains is called first'

/** Takes the packet through every chain that the kernel calls for it, in the kernel's order, up to the socket. */
export function trace(packet: Packet, all: readonly Table[]): Trace {
  const tables = all.filter(({ family }) => family !== (packet.family === 4 ? 'ip6' : 'ip'))
  const [likeliest, ...others] = ordersFor(callable(tables, packet)).map((calls) => traceIn(calls, packet))
  const differing = others.filter((other) => likeliest && kindsOf(other) !== kindsOf(likeliest))
  if (!likeliest || differing.length === 0) return likeliest ?? traceIn([], packet)
  const decisions = [likeliest, ...differing].flatMap((one) => one.decisions)
  const unsure = decisions.map((one) => ({ ...one, because: unique([...one.because, WHICH_FIRST]) }))
  const each = [...new Map(unsure.map((one) => [JSON.stringify(one), one])).values()]
  return { packet, verdict: verdictOf(each), decisions: each, path: likeliest.path }
}

/** Without connection tracking nobody calls the NAT chains. */
function callable(tables: readonly Table[], { family }: Packet): readonly Table[] {
  if (tables.some(({ tracks }) => tracks === undefined || tracks.includes(family))) return tables
  const isCalled = ({ kind, hook }: Chain) => kind !== 'nat' || !hook
  return tables.map((table) => ({
    ...table,
    chains: new Map([...table.chains].filter(([, chain]) => isCalled(chain))),
  }))
}

function traceIn(calls: readonly Call[], packet: Packet): Trace {
  const journey: Journey = { here: arriving(packet), because: [], acceptedAt: undefined, decisions: [], path: [] }
  for (const call of calls) {
    if (call.hook.name === 'input' && call.table.family !== 'bridge') routed(journey)
    visit(call, journey)
  }
  routed(journey)
  const { here, because, acceptedAt: at, decisions, path } = journey
  if (here) decisions.push({ verdict: 'accepted', because, ...(at && { at }) })
  return { packet, verdict: verdictOf(decisions), decisions, path }
}

/** The same for traces that leave the same possible. */
const kindsOf = ({ decisions }: Trace): string =>
  [...new Set(decisions.map(({ verdict, rejection, to }) => JSON.stringify([verdict, rejection, to])))].sort().join()

/** Between prerouting and input the kernel looks where the packet goes: what NAT sends elsewhere never gets to input. */
function routed(journey: Journey): void {
  const { here, because, acceptedAt: at } = journey
  if (!here || here.forwarded === false) return
  const { destination: address, destinationPort: port, forwarded } = here
  const doubt = forwarded ? [] : [`${address ?? 'the address that NAT gives it'} may be the host’s own or not`]
  journey.decisions.push({
    verdict: 'forwarded',
    to: { address, port },
    because: [...because, ...doubt],
    ...(at && { at }),
  })
  journey.because = [...because, ...doubt]
  journey.here = forwarded ? undefined : { ...here, forwarded: false }
}

function visit(call: Call, journey: Journey): void {
  if (!journey.here) return
  const here = tracked(journey.here, call)
  const asked = isAsked(call, here)
  journey.here = here
  if (asked === false) return
  const { endings, path } = walk(call.table, call.chain, seenBy(call, here))
  journey.path = journey.path.concat(path)
  const doubts = isMay(asked) ? [asked.may] : []
  const stops = endings.filter(({ verdict }) => verdict !== 'accept')
  const passes = endings.filter(({ verdict }) => verdict === 'accept')
  const before = [...journey.because, ...doubts]
  journey.decisions = journey.decisions.concat(stops.map((stop) => stopping(stop, before)))
  if (stops.length > 0)
    journey.because = unique([...journey.because, ...doubts, ...passes.flatMap(({ because }) => because)])
  journey.here = passes
    .map(({ after }) => ({ ...after, device: here.device }))
    .reduce<Passing | undefined>(either, isMay(asked) ? here : undefined)
  journey.acceptedAt = passes.find(({ at }) => at.rule)?.at ?? journey.acceptedAt ?? passes[0]?.at
}

/** Connection tracking sees it at prerouting's priority -200; what is called there at the same priority may come before or after. */
function tracked(here: Passing, { hook, table }: Call): Passing {
  if (
    (here.tracking !== 'none' && here.tracking !== 'template') ||
    hook.name === 'ingress' ||
    table.family === 'bridge'
  )
    return here
  if (hook.name === 'prerouting' && hook.priority <= -200)
    return hook.priority === -200 ? { ...here, tracking: undefined } : here
  return { ...here, tracking: 'new' }
}

function isAsked(call: Call, packet: Passing): Answer {
  const { device, bridgePort } = packet
  if (call.by === 'bridge port' && bridgePort === null) return false
  if (call.hook.name === 'ingress')
    return isHookOf(call.by === 'device' ? device : (bridgePort ?? undefined), call.hook)
  if (call.by === 'bridge port') return bridgePort !== undefined || may('whether it crosses a bridge is not known')
  return call.chain.kind !== 'nat' || isToBeSettled(call.hook, packet)
}

function isToBeSettled({ name }: Hook, { tracking, settled }: Passing): Answer {
  if (tracking === 'untracked' || tracking === 'none' || tracking === 'template') return false
  if (settled === true && name === 'prerouting') return false
  if (tracking === undefined) return may('whether it is tracked is not known')
  return name === 'input' || known(settled, 'whether NAT has settled it', (done) => !done)
}

const isHookOf = (device: string | undefined, { devices }: Hook): Answer =>
  known(device, 'the device', (name) => known(devices, 'the device of its chain', (all) => isOneOf(name, all)))

/** Newer kernels take `eth*` for a device. */
const isOneOf = (name: string, devices: readonly string[]): boolean =>
  devices.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one))

/** Where a bridge hands it on, the device is the bridge's port. */
const seenBy = ({ by }: Call, here: Passing): Passing =>
  by === 'bridge port' ? { ...here, device: here.bridgePort ?? undefined } : here

const STOPS = { drop: 'dropped', reject: 'rejected', unknown: 'unknown', accept: 'accepted' } as const

const stopping = ({ verdict, rejection, at, because }: Ending, before: readonly string[]): Decision => ({
  verdict: STOPS[verdict],
  ...(rejection && { rejection }),
  at,
  because: unique([...before, ...because]),
})

function verdictOf(decisions: readonly Decision[]): Trace['verdict'] {
  const kinds = new Set(decisions.map(({ verdict, rejection }) => JSON.stringify([verdict, rejection])))
  return kinds.size === 1 ? (decisions[0]?.verdict ?? 'unclear') : 'unclear'
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]
