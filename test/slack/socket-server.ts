import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface SocketServer {
  url: string
  /** What the bot sent, oldest first. */
  received: unknown[]
  send(envelope: unknown): void
  connections(): number
  close(): Promise<void>
}

const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa

/** The server's end of Socket Mode: says hello, passes envelopes on, and answers pings. Frames up to 64 KiB, unfragmented. */
export async function startSocketServer(): Promise<SocketServer> {
  const sockets = new Set<Duplex>()
  const received: unknown[] = []
  const server = createServer()
  server.on('upgrade', (request, socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    listen(socket, (message) => received.push(message))
    write(socket, TEXT, Buffer.from(JSON.stringify({ type: 'hello', num_connections: 1 })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    received,
    send: (envelope) => {
      for (const socket of sockets) write(socket, TEXT, Buffer.from(JSON.stringify(envelope)))
    },
    connections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listen(socket: Duplex, onMessage: (message: unknown) => void): void {
  let bytes = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    for (let frame = read(bytes); frame; frame = read(bytes)) {
      bytes = bytes.subarray(frame.size)
      if (frame.opcode === TEXT) onMessage(JSON.parse(frame.payload.toString()))
      if (frame.opcode === PING) write(socket, PONG, frame.payload)
      if (frame.opcode === CLOSE) {
        write(socket, CLOSE, frame.payload)
        socket.end()
      }
    }
  })
}

/** One masked frame of a client, once all of it is there. */
function read(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (bytes.length < 6) return undefined
  const short = bytes.readUInt8(1) & 0x7f
  const start = short === 126 ? 8 : 6
  if (bytes.length < start) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short
  if (bytes.length < start + length) return undefined
  const mask = bytes.subarray(start - 4, start)
  const payload = Buffer.from(bytes.subarray(start, start + length)).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: Buffer.from(payload), size: start + length }
}

function write(socket: Duplex, opcode: number, payload: Buffer): void {
  const long = payload.length > 125
  const head = Buffer.alloc(long ? 4 : 2)
  head.writeUInt8(0x80 | opcode, 0)
  head.writeUInt8(long ? 126 : payload.length, 1)
  if (long) head.writeUInt16BE(payload.length, 2)
  socket.write(Buffer.concat([head, payload]))
}
