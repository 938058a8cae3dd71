import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

/** A TCP server on loopback that does to each connection what a test wants; close() ends all of it. */
export async function playServer(
  play: (socket: Socket) => void,
  port = 0,
): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    play(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A port on loopback on which nothing listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await playServer(() => {})
  await close()
  return port
}

/** A port on loopback (0.0.0.0: on all of it) that answers no SYN: its server accepts nobody, and its queue is full. */
export async function deafPort(address = '127.0.0.1'): Promise<{ port: number; close: () => Promise<void> }> {
  // A worker thread that never returns to its event loop after listen(2).
  const frozen = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:net').createServer().listen({ port: 0, host: '${address}', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
     })`,
    { eval: true },
  )
  const [port] = (await once(frozen, 'message')) as [number]
  await setTimeout(50)
  const fillers = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
  for (const filler of fillers) filler.on('error', () => {})
  await setTimeout(50)
  return {
    port,
    close: async () => {
      for (const filler of fillers) filler.destroy()
      await frozen.terminate()
    },
  }
}
