// Sockets that Node has not got: packet sockets, and sockets in another network namespace. packet(7), setns(2), recv(2).
import { closeSync, openSync } from 'node:fs'
import koffi from 'koffi'

const AF = { 4: 2, 6: 10, packet: 17 } as const
const SOCK_STREAM = 1
const SOCK_RAW_NONBLOCK = 3 | 0o4000
const CLOEXEC = 0o2000000
const ALL_PROTOCOLS = Buffer.from([0, 3])
const CLONE_NEWNET = 0x40000000
const SOL_SOCKET = 1
const SO_REUSEADDR = 2
const SO_RCVBUFFORCE = 33
const IPPROTO_IPV6 = 41
const IPV6_V6ONLY = 26
const EAGAIN = 11
const RECEIVE_BUFFER_BYTES = 8 << 20

const lib = koffi.load(null)
const libc = {
  socket: lib.func('int socket(int, int, int)'),
  bind: lib.func('int bind(int, void *, uint32)'),
  listen: lib.func('int listen(int, int)'),
  setsockopt: lib.func('int setsockopt(int, int, int, const int *, uint32)'),
  send: lib.func('long send(int, void *, size_t, int)'),
  recvfrom: lib.func('long recvfrom(int, _Out_ uint8_t *, size_t, int, _Out_ uint8_t *, _Inout_ uint32 *)'),
  close: lib.func('int close(int)'),
  setns: lib.func('int setns(int, int)'),
}

/**
 * What `act` does at once, it does in that network namespace: sockets that it opens and programs that it starts stay there.
 * It must not wait for anything: only this thread moves, and comes back.
 */
export function inNamespace<T>(name: string, act: () => T): T {
  const [home, there] = ['/proc/thread-self/ns/net', `/run/netns/${name}`].map((file) => openSync(file, 'r'))
  try {
    worked('setns', libc.setns(there, CLONE_NEWNET))
    return act()
  } finally {
    worked('setns', libc.setns(home, CLONE_NEWNET))
    for (const fd of [home, there]) if (fd !== undefined) closeSync(fd)
  }
}

/** Accepts connections to that port of every address. Nobody takes them up: the kernel alone answers a SYN. */
export function listenOn(port: number, family: 4 | 6): () => void {
  const fd = worked('socket', libc.socket(AF[family], SOCK_STREAM | CLOEXEC, 0))
  libc.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, [1], 4)
  if (family === 6) libc.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, [1], 4)
  const anyAddress = Buffer.alloc(family === 4 ? 16 : 28)
  anyAddress.writeUInt16LE(AF[family], 0)
  anyAddress.writeUInt16BE(port, 2)
  worked('bind', libc.bind(fd, anyAddress, anyAddress.length))
  worked('listen', libc.listen(fd, 4096))
  return () => void libc.close(fd)
}

/** Sends whole Ethernet frames out of that device. */
export function frameSender(deviceIndex: number): { send: (frame: Buffer) => void; close: () => void } {
  const fd = packetSocket(Buffer.alloc(2), deviceIndex)
  return {
    send: (frame) => void worked('send', libc.send(fd, frame, frame.length, 0)),
    close: () => void libc.close(fd),
  }
}

export interface Tapped {
  frame: Buffer
  outgoing: boolean
}

/** Hears every frame that comes in or goes out by any device of the namespace: before its rules, and after them. */
export function frameTap(): { next: () => Tapped | undefined; close: () => void } {
  const fd = packetSocket(ALL_PROTOCOLS, 0)
  libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, [RECEIVE_BUFFER_BYTES], 4)
  const [frame, from] = [Buffer.alloc(65_536), Buffer.alloc(20)]
  const next = (): Tapped | undefined => {
    const length = Number(libc.recvfrom(fd, frame, frame.length, 0, from, [from.length]))
    if (length < 0 && koffi.errno() === EAGAIN) return undefined
    worked('recvfrom', length)
    return { frame: Buffer.from(frame.subarray(0, length)), outgoing: from.readUInt8(10) === 4 }
  }
  return { next, close: () => void libc.close(fd) }
}

/** The address of a packet socket: struct sockaddr_ll. */
function packetSocket(protocol: Buffer, deviceIndex: number): number {
  const fd = worked('socket', libc.socket(AF.packet, SOCK_RAW_NONBLOCK | CLOEXEC, 0))
  const address = Buffer.alloc(20)
  address.writeUInt16LE(AF.packet, 0)
  address.set(protocol, 2)
  address.writeInt32LE(deviceIndex, 4)
  worked('bind', libc.bind(fd, address, address.length))
  return fd
}

function worked(call: string, result: number): number {
  if (result < 0) throw new Error(`${call}: errno ${koffi.errno()}`)
  return result
}
