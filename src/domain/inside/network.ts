import type { Address } from '../address.ts'
import type { FromCommands } from '../inside.ts'

/** One address of the host that others can reach, and the device that has it. */
export interface OwnAddress {
  address: Address
  device: string
}

/** What `ip route get CLIENT` says, from one address of the host: the way of an answer. */
export interface RouteBack {
  /** The host's address that the client would have connected to. */
  from: Address
  /** The device that the answer leaves by; undefined when there is no way. */
  device?: string
  /** The next hop; undefined on a link that the host takes the client to share. */
  via?: Address
  /** Why there is no way, in the kernel's words. */
  error?: string
}

/** Whether the kernel takes a packet of the client, for an address of the host, that comes in by the device of that address. */
export interface Arrival extends OwnAddress {
  accepted: boolean
  error?: string
}

/** One connection to the SSH port as `ss -tnoi` prints it. Numbers that ss did not print are 0. */
export interface SshSocket {
  state: string
  peer: Address
  peerPort: number
  /** Bytes read by nobody yet. */
  recvQ: number
  /** Bytes that the other side has not acknowledged. */
  sendQ: number
  /** ss's own words: `on,1.2sec,3` is a retransmission timer after three tries. */
  timer: string
  /** How often in a row the timer was doubled. */
  backoff: number
  /** Segments that were lost and sent again in this connection's life (what the other side had twice was only late), and all with data. */
  retransmitted: number
  dataSegmentsSent: number
  bytesAcknowledged: number
  /** Largest packet that the way is thought to take. */
  pathMtu: number
}

export interface NetworkAnswers {
  network: FromCommands & {
    addresses: OwnAddress[]
    /** One for each of the host's addresses in the client's family; none when no client was named. */
    routesBack: RouteBack[]
    arrivals: Arrival[]
    /** Devices (and `all`) to their IPv4 reverse path filter: 0 off, 1 strict, 2 loose. */
    reversePathFilter: Record<string, number>
    /** Kernel counters since the boot, `TcpExtListenDrops` to its value. */
    counters: Record<string, number>
    sockets: SshSocket[]
    /** Devices that are ports of a bridge, with that bridge; missing in what was recorded before it was asked. */
    bridgePorts?: { port: string; bridge: string }[]
    /** The neighbour table's state of the client, `FAILED`; undefined when the client is no neighbour. */
    neighbour?: string
  }
}
