import { canonicalAddress } from '../../domain/address.ts'
import type { Arrival, OwnAddress, RouteBack } from '../../domain/inside/network.ts'
import { defineSection, failure, lines, type Output } from '../section.ts'
import { sshSockets } from './ss-sockets.ts'

/** A host of many containers has an address for each bridge; the client came to one of the first. */
const mostAddresses = 6

export const network = defineSection({
  name: 'network',
  // "ip route get ADDRESS from CLIENT iif DEVICE" asks the kernel what it would do with such a packet; it sends none.
  script: `
small=yes
limit=2
if have ip; then
  run addresses ip -o address show scope global
  case $client in
    '') own= ;;
    *:*) family=inet6; own=yes ;;
    *) family=inet; own=yes ;;
  esac
  if [ -n "$own" ]; then
    own=$(printf '%s\\n' "$out" | awk -v family="$family" '$3 == family && n++ < ${mostAddresses} { sub("/.*", "", $4); sub("@.*", "", $2); print $2 ";" $4 }')
    for pair in $own; do
      run back:"\${pair#*;}" ip route get "$client" from "\${pair#*;}"
      case $pair in lo\\;*) ;; *) run "arrival:$pair" ip route get "\${pair#*;}" from "$client" iif "\${pair%%;*}" ;; esac
    done
    run neighbour ip neighbour show to "$client"
  fi
fi
run reverse-path-filter sh -c 'grep -H . /proc/sys/net/ipv4/conf/*/rp_filter'
run bridges sh -c '[ -e /sys/class/net/lo ] || exit 3; grep -Hs ^INTERFACE= /sys/class/net/*/brport/bridge/uevent'
run counters grep -h -E '^(Tcp|TcpExt|Icmp):' /proc/net/snmp /proc/net/netstat
if have ss; then run sockets ss -Htnoi state connected exclude time-wait "( sport = :$port )"; fi
`,
  read: (told) => {
    const counters = told.of('counters')
    if (counters?.exit !== 0) return failure(counters, 'the network')
    const neighbour = stateOfNeighbour(told.of('neighbour'))
    return {
      addresses: lines(told.of('addresses')).flatMap((line) => ownAddress(line) ?? []),
      routesBack: told.all('back:').flatMap((output) => routeBack(output) ?? []),
      arrivals: told.all('arrival:').flatMap((output) => arrival(output) ?? []),
      reversePathFilter: filters(told.of('reverse-path-filter')),
      counters: counted(counters),
      ...bridgePorts(told.of('bridges')),
      sockets: sshSockets(lines(told.of('sockets'))),
      ...(neighbour && { neighbour }),
    }
  },
})

/** `2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0\       valid_lft …`; busybox prints the same. */
function ownAddress(line: string): OwnAddress | undefined {
  const [, device = '', text = ''] = /^\d+:\s+([^\s@]+)\S*\s+inet6?\s+([0-9a-fA-F:.]+)/.exec(line) ?? []
  const address = canonicalAddress(text)
  return address ? { address, device } : undefined
}

/** `203.0.113.7 from 10.0.0.5 via 10.0.0.1 dev eth0 uid 0`, or `RTNETLINK answers: Network is unreachable`. */
function routeBack({ label, exit, output }: Output): RouteBack | undefined {
  const from = canonicalAddress(label.slice('back:'.length))
  if (!from) return undefined
  const [first = ''] = output.split('\n')
  const [, device] = /\sdev (\S+)/.exec(first) ?? []
  if (exit !== 0 || !device) return { from, error: first.replace(/^RTNETLINK answers: /, '') }
  const via = canonicalAddress(/\svia (?:inet6? )?(\S+)/.exec(first)?.[1] ?? '')
  return { from, device, ...(via && { via }) }
}

function arrival({ label, exit, output }: Output): Arrival | undefined {
  const [device = '', text = ''] = label.slice('arrival:'.length).split(';')
  const address = canonicalAddress(text)
  if (!address) return undefined
  const [first = ''] = output.split('\n')
  return exit === 0
    ? { address, device, accepted: true }
    : { address, device, accepted: false, error: first.replace(/^RTNETLINK answers: /, '') }
}

/** `203.0.113.7 dev br-app FAILED`, with the hardware address before the state where there is one. */
const stateOfNeighbour = (output: Output | undefined): string | undefined =>
  /\s([A-Z]{4,12})\s*$/m.exec(output?.output ?? '')?.[1]

const filters = (output: Output | undefined): Record<string, number> =>
  Object.fromEntries(
    lines(output).flatMap((line) => {
      const [, device, value] = /\/conf\/([^/]+)\/rp_filter:(\d)$/.exec(line) ?? []
      return device === undefined ? [] : [[device, Number(value)]]
    }),
  )

/** `/sys/class/net/eth0/brport/bridge/uevent:INTERFACE=br0`; grep ends with 1 or 2 when there is no such file. */
function bridgePorts(output: Output | undefined): { bridgePorts?: { port: string; bridge: string }[] } {
  if (!output || output.exit > 2) return {}
  const found = lines(output).flatMap((line) => {
    const [, port, bridge] = /^\/sys\/class\/net\/([^/]+)\/brport\/bridge\/uevent:INTERFACE=(\S+)$/.exec(line) ?? []
    return port && bridge ? [{ port, bridge }] : []
  })
  return { bridgePorts: found }
}

/** /proc/net/snmp and netstat print a line of names and a line of values: `Tcp: RtoMin …` above `Tcp: 200 …`. */
function counted(output: Output): Record<string, number> {
  const rows = lines(output).map((line) => line.trim().split(/\s+/))
  const pairs = rows.flatMap(([group = '', ...names], index) => {
    const [same, ...values] = rows[index + 1] ?? []
    if (same !== group || !/^[A-Za-z]/.test(names[0] ?? '')) return []
    return names.map((name, at) => [`${group.replace(':', '')}${name}`, Number(values[at] ?? 0)] as const)
  })
  return Object.fromEntries(pairs)
}
