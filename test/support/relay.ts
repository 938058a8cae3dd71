import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A port of loopback that leads to another one, and can be closed and opened again like a server that restarts. */
export function relayTo(target: number) {
  let server: Server | undefined
  const sockets = new Set<Socket>()
  return {
    /** Opens the relay, on a free port or on the given one. Returns the port. */
    open: async (port = 0): Promise<number> => {
      server = createServer((from) => {
        const to = connect(target, '127.0.0.1')
        for (const socket of [from, to]) {
          sockets.add(socket)
          socket.on('error', () => {})
          socket.on('close', () => {
            sockets.delete(socket)
            from.destroy()
            to.destroy()
          })
        }
        from.pipe(to).pipe(from)
      }).listen(port, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      return typeof address === 'object' && address !== null ? address.port : port
    },
    close: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      server?.close()
      if (server) await once(server, 'close')
      server = undefined
    },
  }
}

/** A port of loopback that leads to another one until so many pieces were sent to it: then it is gone, in the middle of anything. */
export async function relayFor(target: number, pieces: number) {
  const sockets = new Set<Socket>()
  let sent = 0
  const end = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  const server = createServer((from) => {
    const to = connect(target, '127.0.0.1')
    for (const socket of [from, to]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => [from, to].forEach((one) => void one.destroy()))
    }
    to.pipe(from)
    from.on('data', (piece) => {
      sent += 1
      if (sent > pieces) end()
      else to.write(piece)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the relay has no port')
  return { port: address.port, end, hasEnded: () => sent > pieces }
}
