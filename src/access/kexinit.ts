import type { Duplex } from 'node:stream'

/** The name-lists that a server offers (RFC 4253, 7.1), server-to-client ciphers and MACs. */
export interface Offered {
  kex: string[]
  hostKey: string[]
  ciphers: string[]
  macs: string[]
  compression: string[]
}

const SSH_MSG_KEXINIT = 20
const MAX_BYTES = 64 * 1024

interface Heard {
  offered: (offered: Offered) => void
  /** Words instead of a packet: the server did not like how we, or somebody between us, introduced ourselves. */
  complaint: (text: string) => void
}

/** Listens along on a socket until the server's first packet went by, without taking a byte from whoever reads it. */
export function overhearKexInit(socket: Duplex, heard: Heard): void {
  let read = Buffer.alloc(0)
  const onData = (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    const packet = firstPacket(read)
    const said = packet ? undefined : complaintIn(read)
    if (said) heard.complaint(said)
    if (packet === undefined && read.length < MAX_BYTES) return
    socket.off('data', onData)
    const offered = packet && nameLists(packet)
    if (offered) heard.offered(offered)
  }
  socket.on('data', onData)
}

/** sshd's words for a first line that is no SSH identification; the second one is of versions before 7.6. */
function complaintIn(read: Buffer): string | undefined {
  const text = read.toString('latin1')
  return /^SSH-[^\n]*\n(Invalid SSH identification string\.|Protocol mismatch\.)/m.exec(text)?.[1]
}

/** The payload of the first binary packet after the identification line; undefined while it is not all there. */
function firstPacket(read: Buffer): Buffer | undefined {
  const line = read.indexOf('SSH-')
  const start = line < 0 ? -1 : read.indexOf('\n', line) + 1
  if (start <= 0 || read.length < start + 5) return undefined
  const length = read.readUInt32BE(start)
  if (read.length < start + 4 + length) return undefined
  const padding = read.readUInt8(start + 4)
  return read.subarray(start + 5, start + 4 + length - padding)
}

function nameLists(payload: Buffer): Offered | undefined {
  if (payload[0] !== SSH_MSG_KEXINIT) return undefined
  const lists: string[][] = []
  let at = 17
  while (lists.length < 8 && at + 4 <= payload.length) {
    const length = payload.readUInt32BE(at)
    lists.push(
      payload
        .subarray(at + 4, at + 4 + length)
        .toString('latin1')
        .split(',')
        .filter(Boolean),
    )
    at += 4 + length
  }
  const [kex, hostKey, , ciphers, , macs, , compression] = lists
  return kex && hostKey && ciphers && macs && compression ? { kex, hostKey, ciphers, macs, compression } : undefined
}
