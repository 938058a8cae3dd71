import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'

/** Where a server of ours listens. */
export interface Where {
  port: number
  bind: string
}

export interface Listening {
  port: number
  close(): Promise<void>
}

/** A slow or silent visitor is sent away by then. */
const REQUEST_MS = 10_000
const CONNECTIONS = 100

/** The address cannot be listened on; the message says what to do. */
export class CannotListen extends Error {
  override name = 'CannotListen'
}

/** Serves the app there until closed. `setting` is the key of the configuration that names the place. */
export async function listen(app: Hono, { port, bind }: Where, setting: string): Promise<Listening> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 },
    getRequestListener(app.fetch),
  )
  server.maxConnections = CONNECTIONS
  await bound(server, port, bind, setting)
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function bound(server: Server, port: number, bind: string, setting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new CannotListen(complaint(error, port, bind, setting), { cause: error })))
    server.listen(port, bind, resolve)
  })
}

/** Why an address cannot be listened on, and what to do. */
export function complaint(error: NodeJS.ErrnoException, port: number, bind: string, setting: string): string {
  if (error.code === 'EADDRINUSE')
    return `${setting}.port ${port} is taken on ${bind}: another program, or another ssh-medic on this machine, listens there; choose another port`
  if (error.code === 'EADDRNOTAVAIL') return `${setting}.bind ${bind} is no address of this machine: name one that is`
  if (error.code === 'EACCES') return `${setting}.port ${port} may not be used by this user: choose one above 1023`
  return `cannot listen on ${bind} port ${port} (${setting}), ${error.code ?? error.message}: choose another address or port`
}
