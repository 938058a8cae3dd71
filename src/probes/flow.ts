import type { Duplex } from 'node:stream'
import type { Flow } from '../domain/observation.ts'
import { tcpInfo } from './libc.ts'

/** Where linux/tcp.h keeps them in struct tcp_info, in words of 32 bits; of the 64-bit counters the low word will do. */
const WORD = { unacked: 6, pathMtu: 15, bytesAcked: 30, bytesReceived: 32, segmentsIn: 35 }
/** The fifth byte. */
const BACKOFF_BYTE = 4

/** What the kernel knows of an open connection: undefined when it is closed, or libc cannot be asked. */
export function flowOf(socket: Duplex): Flow | undefined {
  const fd = descriptorOf(socket)
  const words = fd === undefined ? undefined : tcpInfo(fd)
  if (!words) return undefined
  const word = (index: number) => (words[index] ?? 0) >>> 0
  return {
    segmentsReceived: word(WORD.segmentsIn),
    bytesReceived: word(WORD.bytesReceived),
    bytesAcknowledged: word(WORD.bytesAcked),
    segmentsUnacknowledged: word(WORD.unacked),
    backoff: new Uint8Array(words.buffer)[BACKOFF_BYTE] ?? 0,
    pathMtu: word(WORD.pathMtu),
  }
}

/** Node keeps the number of the descriptor in the socket's handle, and tells it nowhere else. */
function descriptorOf(socket: Duplex): number | undefined {
  const { _handle: handle } = socket as Duplex & { _handle?: { fd?: number } | null }
  return handle?.fd !== undefined && handle.fd >= 0 ? handle.fd : undefined
}
