import { addressOf, BASTION, BASTION_ADDRESS, netnsOf, routerAddressOf, routerNetnsOf } from './places.ts'
import { script } from './sh.ts'

/** A machine between the bastion and the host, in a network namespace of its own. */
export interface RouterOptions {
  /** Script of bash that runs on the router, as root, before the host boots: rules of FORWARD, routes. Its links: wan, lan. */
  script?: string
  /** A second cable of the host, eth1, straight to the bastion's bridge and past the router. It is up and has no address. */
  bypass?: true
}

/** The router's address on the host's side: the host's gateway. */
const GATEWAY = '10.78.0.1'

/** Cables from the bastion to a router, and from there to the host. IPv4 only. The host's default route leads to the router. */
export async function connectThroughRouter(name: string, number: number, options: RouterOptions): Promise<void> {
  const [host, router, hop] = [netnsOf(name), routerNetnsOf(name), routerAddressOf(number)]
  await script(`
    ip netns add ${host}
    ip netns add ${router}
    ip link add host${number} netns ${BASTION} type veth peer name wan netns ${router}
    ip link add lan netns ${router} type veth peer name eth0 netns ${host}
    ip -n ${BASTION} link set host${number} master br0 up
    ip -n ${BASTION} route replace ${addressOf(number)}/32 via ${hop} dev br0 onlink
    ip -n ${router} link set lo up
    ip -n ${router} address add ${hop}/32 dev wan
    ip -n ${router} address add ${GATEWAY}/32 dev lan
    ip -n ${router} link set wan up
    ip -n ${router} link set lan up
    ip -n ${router} route add ${BASTION_ADDRESS}/32 dev wan
    ip -n ${router} route add default via ${BASTION_ADDRESS} dev wan
    ip -n ${router} route add ${addressOf(number)}/32 dev lan
    ip netns exec ${router} sysctl -qw net.ipv4.ip_forward=1
    ip -n ${host} link set lo up
    ip -n ${host} address add ${addressOf(number)}/32 dev eth0
    # One packet is one packet: a router that saw bundles of them would judge their length wrongly.
    ip -n ${host} link set eth0 gso_max_segs 1
    ip -n ${host} link set eth0 up
    ip -n ${host} route add ${GATEWAY}/32 dev eth0
    ip -n ${host} route add default via ${GATEWAY} dev eth0`)
  if (options.bypass) await addBypass(host, number)
  if (options.script) await onRouter(name, options.script)
}

const addBypass = (host: string, number: number) =>
  script(`
    ip link add by${number} netns ${BASTION} type veth peer name eth1 netns ${host}
    ip -n ${BASTION} link set by${number} master br0 up
    ip -n ${host} link set eth1 up`)

/** Runs a script of bash as root on the host's router. */
export const onRouter = (name: string, text: string): Promise<string> => inNetns(routerNetnsOf(name), text)

/** Runs a script of bash in the host's network alone: there its sysctls can be set, which are read-only inside. */
export const inNetworkOf = (name: string, text: string): Promise<string> => inNetns(netnsOf(name), text)

const inNetns = (netns: string, text: string) =>
  script(`exec ip netns exec ${netns} bash -euo pipefail -c "$SCRIPT"`, {
    env: { PATH: process.env.PATH, SCRIPT: text },
  })
