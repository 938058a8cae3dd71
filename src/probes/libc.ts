import { createRequire } from 'node:module'
import ipaddr from 'ipaddr.js'
import { type Address, canonicalAddress, familyOf } from '../domain/address.ts'
import type { IcmpError } from '../domain/observation.ts'

/** A TCP socket of our own that is connecting; Node's sockets cannot tell who refused. */
export interface ConnectingSocket {
  fd: number
  /** Whether the kernel has decided: connected, or failed with this errno. */
  poll(): 'pending' | { connected: true } | { connected: false; errno: number }
  /** The ICMP error behind a failure, from the socket's error queue; undefined when there was none (an RST, say). */
  icmpError(): { icmp: IcmpError; offender: Address } | undefined
  localAddress(): Address | undefined
  close(): void
}

const AF = { 4: 2, 6: 10 } as const
const SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0o4000 | 0o2000000
const RECVERR = { 4: { level: 0, option: 11 }, 6: { level: 41, option: 25 } } as const
const SOL_SOCKET = 1
const SO_ERROR = 4
const IPPROTO_TCP = 6
const TCP_MAXSEG = 2
const TCP_INFO = 11
const POLLOUT_ERR_HUP = 4 | 8 | 16
const EINPROGRESS = 115
const MSG_ERRQUEUE = 0x2000
const ORIGIN_ICMP = new Set([2, 3])

/**
 * Connects without blocking, with IP_RECVERR set before the SYN leaves: ip(7), ipv6(7), recvmsg(2). Undefined where koffi has no
 * build for this platform, or it is not Linux; then one has to do with what Node says.
 */
export function startConnecting(
  address: Address,
  port: number,
  maxSegmentBytes?: number,
): ConnectingSocket | undefined {
  const libc = theLibc()
  if (!libc) return undefined
  const family = familyOf(address)
  const fd = libc.socket(AF[family], SOCK_STREAM_NONBLOCK_CLOEXEC, 0)
  if (fd < 0) return undefined
  const { level, option } = RECVERR[family]
  libc.setsockopt(fd, level, option, [1], 4)
  if (maxSegmentBytes) libc.setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, [maxSegmentBytes], 4)
  const target = sockaddr(address, port)
  const failed = libc.connect(fd, target, target.length) < 0 ? libc.errno() : 0
  return {
    fd,
    poll: () => (failed === 0 || failed === EINPROGRESS ? progressOf(libc, fd) : { connected: false, errno: failed }),
    icmpError: () => readErrorQueue(libc, fd),
    localAddress: () => nameOf(libc, fd),
    close: () => void libc.close(fd),
  }
}

/** The words of struct tcp_info, 32 bits each, of a connected socket; undefined where libc cannot be asked. */
export function tcpInfo(fd: number): Int32Array | undefined {
  const words = new Int32Array(64)
  return theLibc()?.getsockopt(fd, IPPROTO_TCP, TCP_INFO, words, [words.byteLength]) === 0 ? words : undefined
}

type Libc = NonNullable<ReturnType<typeof loadLibc>>
let loaded: Libc | undefined | 'not yet' = 'not yet'

function theLibc(): Libc | undefined {
  if (loaded === 'not yet') loaded = process.platform === 'linux' ? loadLibc() : undefined
  return loaded
}

function loadLibc() {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    const lib = koffi.load(null)
    koffi.struct('msghdr', {
      name: 'void *',
      namelen: 'uint32',
      iov: 'void *',
      iovlen: 'size_t',
      control: 'void *',
      controllen: 'size_t',
      flags: 'int',
    })
    return {
      errno: () => koffi.errno(),
      socket: lib.func('int socket(int, int, int)'),
      setsockopt: lib.func('int setsockopt(int, int, int, const int *, uint32)'),
      getsockopt: lib.func('int getsockopt(int, int, int, _Out_ int *, _Inout_ uint32 *)'),
      connect: lib.func('int connect(int, void *, uint32)'),
      getsockname: lib.func('int getsockname(int, void *, _Inout_ uint32 *)'),
      poll: lib.func('int poll(void *, ulong, int)'),
      recvmsg: lib.func('long recvmsg(int, _Inout_ msghdr *, int)'),
      close: lib.func('int close(int)'),
    }
  } catch {
    return undefined
  }
}

function progressOf(libc: Libc, fd: number): ReturnType<ConnectingSocket['poll']> {
  const pollfd = Buffer.alloc(8)
  pollfd.writeInt32LE(fd, 0)
  pollfd.writeInt16LE(4, 4)
  if (libc.poll(pollfd, 1, 0) <= 0 || (pollfd.readInt16LE(6) & POLLOUT_ERR_HUP) === 0) return 'pending'
  const errno = [0]
  libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, errno, [4])
  return errno[0] === 0 ? { connected: true } : { connected: false, errno: errno[0] ?? 0 }
}

/** Layout of struct cmsghdr and struct sock_extended_err: recvmsg(2), ip(7). */
function readErrorQueue(libc: Libc, fd: number) {
  const control = Buffer.alloc(512)
  const message = { name: null, namelen: 0, iov: null, iovlen: 0, control, controllen: control.length, flags: 0 }
  if (libc.recvmsg(fd, message, MSG_ERRQUEUE) < 0) return undefined
  const extended = control.subarray(16)
  if (!ORIGIN_ICMP.has(extended.readUInt8(4))) return undefined
  const family = extended.readUInt8(4) === 3 ? 6 : 4
  const offender = addressOf(extended.subarray(16))
  const [type, code] = [extended.readUInt8(5), extended.readUInt8(6)]
  return offender ? { icmp: { type, code, name: icmpName(family, type, code) }, offender } : undefined
}

function nameOf(libc: Libc, fd: number): Address | undefined {
  const name = Buffer.alloc(28)
  return libc.getsockname(fd, name, [name.length]) === 0 ? addressOf(name) : undefined
}

function sockaddr(address: Address, port: number): Buffer {
  const bytes = ipaddr.parse(address).toByteArray()
  const family = familyOf(address)
  const buffer = Buffer.alloc(family === 4 ? 16 : 28)
  buffer.writeUInt16LE(AF[family], 0)
  buffer.writeUInt16BE(port, 2)
  buffer.set(bytes, family === 4 ? 4 : 8)
  return buffer
}

function addressOf(sockaddr: Buffer): Address | undefined {
  const family = sockaddr.readUInt16LE(0)
  if (family !== AF[4] && family !== AF[6]) return undefined
  const bytes = family === AF[4] ? sockaddr.subarray(4, 8) : sockaddr.subarray(8, 24)
  return canonicalAddress(ipaddr.fromByteArray([...bytes]).toString())
}

/** RFC 792 and RFC 1812 for IPv4, RFC 4443 for IPv6. */
const NAMES: Record<string, string> = {
  '4/3/0': 'net-unreachable',
  '4/3/1': 'host-unreachable',
  '4/3/2': 'protocol-unreachable',
  '4/3/3': 'port-unreachable',
  '4/3/9': 'net-prohibited',
  '4/3/10': 'host-prohibited',
  '4/3/13': 'admin-prohibited',
  '6/1/0': 'no-route',
  '6/1/1': 'admin-prohibited',
  '6/1/3': 'address-unreachable',
  '6/1/4': 'port-unreachable',
  '6/1/5': 'policy-fail',
  '6/1/6': 'reject-route',
}
const icmpName = (family: number, type: number, code: number) =>
  NAMES[`${family}/${type}/${code}`] ?? `type-${type}-code-${code}`
