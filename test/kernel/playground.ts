// A host of its own for rules, and a place to knock from: two network namespaces, three cables.
import { existsSync, readdirSync } from 'node:fs'
import type { Rejection } from '../../src/firewall/rules.ts'
import { must, run, sleep } from '../lab/sh.ts'
import { type Heard, hear, nameOf, synFrame } from './frame.ts'
import { countingOf, flushOf, loadersOf, loadingOf, printedIn, printingOf } from './load.ts'
import { DEVICES, PORTS, SOURCE_MACS, SOURCE_PORTS, SOURCES, WAY_BACK } from './places.ts'
import type { Knock, Loader, Printed, RuleSet } from './rule-set.ts'
import { type Shell, shellIn } from './shell.ts'
import { frameSender, frameTap, inNamespace, listenOn } from './sockets.ts'

/** What came of a packet. A forwarded one went on to that place. */
export type Seen =
  | { seen: 'connected' | 'silent' }
  | { seen: 'rejected'; rejection: Rejection }
  | { seen: 'forwarded'; to: string; port: number }

export interface Sent {
  knock: Knock
  sourcePort: number
  seen: Seen
}

export interface Playground {
  /** Flushes all, loads the rules and tells what the programs print of them; or what a program had against them. */
  load: (rules: RuleSet) => Promise<Printed | { refused: string }>
  /** What the programs that load these rules print by now, of what has counters. */
  count: (rules: RuleSet) => Promise<Printed | { refused: string }>
  /** Sends all of them at once, each a new connection, and waits that long for answers to those that have got in. */
  knock: (knocks: readonly Knock[], waitMs: number) => Promise<Sent[]>
  remove: () => Promise<void>
}

const PREFIX = 'medic-kernel'
/** Missing until somebody makes a first one. */
const NAMESPACES = '/run/netns'
/** A frame is in the host as soon as it is sent, unless the machine is out of breath. */
const ARRIVES_WITHIN_MS = 30_000

export async function createPlayground(number: number): Promise<Playground> {
  const name = `${PREFIX}-${process.pid}-${number}`
  const [host, outside] = [`${name}-host`, `${name}-out`]
  await must(['sh', '-euc', setUp(host, outside)])
  const opened = inNamespace(host, () => ({
    tap: frameTap(),
    listeners: PORTS.flatMap((port) => [listenOn(port, 4), listenOn(port, 6)]),
  }))
  const senders = inNamespace(outside, () => DEVICES.map((_, index) => frameSender(index + 2)))
  const shell = shellIn(host)
  const loaded = new Set<Loader>()
  const closeAll = () => {
    shell.close()
    for (const { close } of [opened.tap, ...senders]) close()
    for (const close of opened.listeners) close()
  }
  const wire = { tap: opened.tap, senders, numbers: sourcePorts() }
  await untilReady(wire)
  return {
    load: (rules) => {
      const flushing = flushOf(loaded)
      for (const loader of loadersOf(rules)) loaded.add(loader)
      return told(shell, `${flushing}${loadingOf(rules)}${printingOf(rules)}`)
    },
    count: (rules) => told(shell, countingOf(rules)),
    knock: (knocks, waitMs) => knockAll(knocks, waitMs, wire),
    remove: async () => {
      closeAll()
      await removeNamespaces((one) => one.startsWith(`${name}-`))
    },
  }
}

/** Those of this process. */
export const removeAllPlaygrounds = (): Promise<void> =>
  removeNamespaces((name) => name.startsWith(`${PREFIX}-${process.pid}-`))

/** Removes what a run left that ended without a chance to. */
export function removeLeftOvers(): Promise<void> {
  const alive = new Set(readdirSync('/proc'))
  return removeNamespaces((name) => !alive.has(name.split('-').at(-3) ?? ''))
}

async function removeNamespaces(which: (name: string) => boolean): Promise<void> {
  const all = existsSync(NAMESPACES) ? readdirSync(NAMESPACES) : []
  const names = all.filter((name) => name.startsWith(`${PREFIX}-`) && which(name))
  for (const name of names) await run(['ip', 'netns', 'del', name])
}

/** Index 2 and up of the outside are its ends of the cables: a new namespace has but `lo`. */
const setUp = (host: string, outside: string): string => `
ip netns add ${host}; ip netns add ${outside}
out() { ip netns exec ${outside} "$@"; }
out sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
${DEVICES.map(({ name, bridgePort, mac }, index) => {
  const end = bridgePort ?? name
  return `out ip link add out${index} index ${index + 2} type veth peer name ${end} address ${mac} netns ${host}; out ip link set out${index} up`
}).join('\n')}
ip netns exec ${host} sh -eu <<'IN_HOST'
${HOST_SETTINGS.map(([key, value]) => `[ ! -e /proc/sys/net/${key} ] || echo '${value}' > /proc/sys/net/${key}`).join('\n')}
ip link set lo up
${DEVICES.map(deviceUp).join('\n')}
ip route add default via 192.0.2.1 dev ${WAY_BACK}
ip -6 route add default via 2001:db8:a::1 dev ${WAY_BACK}
ip neigh add 192.0.2.1 lladdr 52:54:00:aa:00:01 dev eth0 nud permanent
ip neigh add 2001:db8:a::1 lladdr 52:54:00:aa:00:01 dev eth0 nud permanent
IN_HOST`

/** Addresses without a network of their own: every answer goes to the gateway, and no neighbour is asked for. */
function deviceUp({ name, bridgePort, mac, address4, address6 }: (typeof DEVICES)[number]): string {
  const bridge = bridgePort
    ? `ip link add ${name} address ${mac} type bridge; ip link set ${bridgePort} master ${name}; ip link set ${bridgePort} up`
    : ''
  const [bits4, bits6] = name === 'eth0' ? [24, 64] : [32, 128]
  return `${bridge}
ip link set ${name} up
ip addr add ${address4}/${bits4} dev ${name}
ip -6 addr add ${address6}/${bits6} dev ${name} nodad`
}

/** No limits on what a host says, none of its own mind about routes, and what it remembers is soon forgotten. */
const HOST_SETTINGS = [
  ['ipv6/conf/default/addr_gen_mode', '1'],
  ['ipv6/conf/default/router_solicitations', '0'],
  ['ipv4/conf/all/rp_filter', '0'],
  ['ipv4/conf/default/rp_filter', '0'],
  ['ipv4/conf/all/send_redirects', '0'],
  ['ipv4/conf/default/send_redirects', '0'],
  ['ipv4/ip_forward', '1'],
  ['ipv6/conf/all/forwarding', '1'],
  // Else a bridge would ask the chains of iptables too, between those of its own.
  ['bridge/bridge-nf-call-iptables', '0'],
  ['bridge/bridge-nf-call-ip6tables', '0'],
  ['ipv4/icmp_ratemask', '0'],
  ['ipv6/icmp/ratemask', ''],
  ['ipv6/icmp/ratelimit', '0'],
  ['ipv4/tcp_syncookies', '2'],
  ['netfilter/nf_conntrack_tcp_timeout_syn_sent', '1'],
  ['netfilter/nf_conntrack_tcp_timeout_syn_recv', '1'],
  ['netfilter/nf_conntrack_tcp_timeout_close', '1'],
] as const

async function told(shell: Shell, commands: string): Promise<Printed | { refused: string }> {
  const { code, stdout, stderr } = await shell.run(commands)
  return code === 0 ? printedIn(stdout) : { refused: stderr.trim() || `exit ${code}` }
}

interface Wire {
  tap: ReturnType<typeof frameTap>
  senders: readonly ReturnType<typeof frameSender>[]
  numbers: () => number
}

interface Flight {
  sent: Sent
  arrived: boolean
}

async function knockAll(knocks: readonly Knock[], waitMs: number, { tap, senders, numbers }: Wire): Promise<Sent[]> {
  const flights = new Map<string, Flight>()
  for (const knock of knocks) {
    const sourcePort = numbers()
    const device = DEVICES.findIndex(({ name }) => name === knock.device)
    flights.set(nameOf(knock.source, sourcePort), {
      sent: { knock, sourcePort, seen: { seen: 'silent' } },
      arrived: false,
    })
    senders[device]?.send(synFrame({ ...knock, sourcePort, destinationMac: DEVICES[device]?.mac ?? '' }))
  }
  await listen(tap, flights, waitMs)
  return Array.from(flights.values(), ({ sent }) => sent)
}

/** The tap hears a packet before any rule, and the host has answered before it takes up the next: so silence is soon certain. */
async function listen(tap: Wire['tap'], flights: Map<string, Flight>, waitMs: number): Promise<void> {
  const startedMs = performance.now()
  for (;;) {
    hearAll(tap, flights)
    const all = [...flights.values()]
    if (all.every(({ arrived, sent }) => arrived && sent.seen.seen !== 'silent')) return
    if (all.every(({ arrived }) => arrived)) break
    if (performance.now() - startedMs > ARRIVES_WITHIN_MS) throw new Error('a packet never got to the host')
    await sleep(1)
  }
  await sleep(waitMs)
  hearAll(tap, flights)
}

/** A cable that was just laid lets nothing through for a moment. */
async function untilReady(wire: Wire): Promise<void> {
  const knocks = DEVICES.flatMap(({ name: device, bridgePort, address4, address6 }) => {
    const by = { device, bridgePort, sourceMac: SOURCE_MACS[0], destinationPort: PORTS[0] }
    return [
      { ...by, family: 4, source: SOURCES[4][0], destination: address4 } as const,
      { ...by, family: 6, source: SOURCES[6][0], destination: address6 } as const,
    ]
  })
  for (let tries = 0; tries < 100; tries += 1) {
    const sent = await knockAll(knocks, 50, wire).catch(() => [])
    if (sent.length > 0 && sent.every(({ seen }) => seen.seen === 'connected')) return
  }
  throw new Error('the host of the playground answers to nobody, without any rules')
}

function hearAll(tap: Wire['tap'], flights: Map<string, Flight>): void {
  for (let tapped = tap.next(); tapped; tapped = tap.next()) {
    const heard = hear(tapped.frame)
    const flight = heard && flights.get(heard.of)
    if (!flight) continue
    if (tapped.outgoing) flight.sent.seen = seenIn(heard.what)
    else flight.arrived ||= heard.what.said === 'syn'
  }
}

function seenIn(what: Heard['what']): Seen {
  if (what.said === 'syn-ack') return { seen: 'connected' }
  if (what.said === 'no') return { seen: 'rejected', rejection: what.rejection }
  return { seen: 'forwarded', to: what.to, port: what.port }
}

function sourcePorts(): () => number {
  let last: number = SOURCE_PORTS.last
  return () => {
    last = last === SOURCE_PORTS.last ? SOURCE_PORTS.first : last + 1
    return last
  }
}
