import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { makeKeyPair } from '../../access/make-key.ts'
import { serveShell } from '../../access/ssh-server.ts'
import type { Config, Host } from '../../config/schema.ts'
import { type DemoHost, fail2banHost } from './fail2ban-host.ts'

export interface Fleet {
  hosts: Host[]
  knownHosts: string
  close(): Promise<void>
}

const LOOPBACK = '127.0.0.1'
const IDENT = 'OpenSSH_9.2p1 Debian-2+deb12u10'

/** The demo's hosts, served on loopback: one that has banned a client, a healthy one, and one whose sshd is stopped. */
export async function startFleet(folder: string): Promise<Fleet> {
  const login = makeKeyPair('medic')
  const identityFile = join(folder, 'medic_ed25519')
  writeFileSync(identityFile, login.secret, { mode: 0o600 })

  const served = await Promise.all([
    serve('web-01', fail2banHost({ banned: true }), login.open),
    serve('db-01', fail2banHost({ banned: false }), login.open),
  ])
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(knownHosts, served.map(({ line }) => line).join(''))
  const ports = { ...Object.fromEntries(served.map(({ name, port }) => [name, port])), 'cache-01': await closedPort() }
  const hosts = Object.entries(ports).map(([name, port]) => hostOf(name, port, identityFile))
  return {
    hosts,
    knownHosts,
    close: async () => {
      await Promise.all(served.map(({ close }) => close()))
    },
  }
}

export const asConfigHosts = (hosts: Host[]): Config['hosts'] =>
  Object.fromEntries(hosts.map(({ name, ...host }) => [name, host]))

const hostOf = (name: string, port: number, identityFile: string): Host => ({
  name,
  address: LOOPBACK,
  port,
  user: 'medic',
  identityFile,
  tags: ['demo'],
})

async function serve(name: string, { onExec }: DemoHost, authorised: string) {
  const key = makeKeyPair(name)
  const { port, close } = await serveShell({
    hostKey: key.secret,
    listen: { host: LOOPBACK, port: 0 },
    authorizedKeys: [authorised],
    onExec,
    ident: IDENT,
  })
  return { name, port, close, line: `[${LOOPBACK}]:${port} ${key.open}\n` }
}

/** A port on which nothing listens, as on a host whose sshd is stopped. */
function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, LOOPBACK, () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })
}
