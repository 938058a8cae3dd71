import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKeyPair } from '../../access/make-key.ts'
import { serveShell } from '../../access/ssh-server.ts'
import type { Config, Host } from '../../config/schema.ts'
import { freePort } from '../free-port.ts'
import { fail2banHost } from './fail2ban-host.ts'

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

  const served = await Promise.all([serve('web-01', true, login.open), serve('db-01', false, login.open)])
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(knownHosts, served.map(({ line }) => line).join(''))
  const ports = { ...Object.fromEntries(served.map(({ name, port }) => [name, port])), 'cache-01': await freePort() }
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

async function serve(name: string, banned: boolean, authorised: string) {
  const key = makeKeyPair(name)
  const port = await freePort()
  const { close } = await serveShell({
    hostKey: key.secret,
    listen: { host: LOOPBACK, port },
    authorizedKeys: [authorised],
    // It says itself on which port it listens.
    onExec: fail2banHost({ name, port, banned }).onExec,
    ident: IDENT,
  })
  return { name, port, close, line: `[${LOOPBACK}]:${port} ${key.open}\n` }
}
