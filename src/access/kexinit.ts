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

/** Listens along on a socket until the server's first packet went by, without taking a byte from whoever reads it. */
export function overhearKexInit(socket: Duplex, heard: (offered: Offered) => void): void {
  let read = Buffer.alloc(0)
  const onData = (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    const packet = firstPacket(read)
    if (packet === undefined && read.length < MAX_BYTES) return
    socket.off('data', onData)
    const offered = packet && nameLists(packet)
    if (offered) heard(offered)
  }
  socket.on('data', onData)
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
