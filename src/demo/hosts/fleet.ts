import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKeyPair } from '../../access/make-key.ts'
import { serveShell } from '../../access/ssh-server.ts'
import type { Config, Host } from '../../config/schema.ts'
import { freePort } from '../free-port.ts'
import { fail2banHost } from './fail2ban-host.ts'
import type { DemoHost } from './recorded-host.ts'
import { stoppedHost } from './stopped-host.ts'
import { strictmodesHost } from './strictmodes-host.ts'
import { ufwHost } from './ufw-host.ts'

export interface Fleet {
  hosts: Host[]
  knownHosts: string
  /** Where people would log in to cache-01, whose sshd is stopped; the inventory has the operators’ port. */
  stoppedPort: number
  close(): Promise<void>
}

const LOOPBACK = '127.0.0.1'
const IDENT = 'OpenSSH_9.2p1 Debian-2+deb12u10'

/** The demo's hosts, served on loopback: each broken in its own way, and one healthy. */
export async function startFleet(folder: string): Promise<Fleet> {
  const login = makeKeyPair('medic')
  const identityFile = join(folder, 'medic_ed25519')
  writeFileSync(identityFile, login.secret, { mode: 0o600 })
  const doors = { login: login.open, lines: [] as string[] }

  const served = await Promise.all([
    serve('web-01', ['web'], doors, (port) => fail2banHost({ name: 'web-01', port, banned: true })),
    serve('app-01', ['prod'], doors, (port) => strictmodesHost({ name: 'app-01', port })),
    serve('db-01', ['prod'], doors, (port) => fail2banHost({ name: 'db-01', port, banned: false })),
    serve('edge-01', ['edge'], doors, (port) => ufwHost({ name: 'edge-01', port })),
    serveStopped('cache-01', ['cache'], doors),
  ])
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(knownHosts, doors.lines.join(''))
  const places = [...served, { name: 'old-01', port: await freePort(), tags: ['old'] }]
  return {
    hosts: places.map(({ name, port, tags }) => ({
      ...{ name, address: LOOPBACK, port, user: 'medic', identityFile, tags: ['demo', ...tags] },
    })),
    knownHosts,
    stoppedPort: served.find(({ people }) => people)?.people ?? 0,
    close: async () => {
      await Promise.all(served.map(({ close }) => close()))
    },
  }
}

export const asConfigHosts = (hosts: Host[]): Config['hosts'] =>
  Object.fromEntries(hosts.map(({ name, ...host }) => [name, host]))

/** Who may log in, and what becomes known of the hosts’ keys. */
interface Doors {
  login: string
  lines: string[]
}

interface ServedHost {
  name: string
  port: number
  tags: string[]
  people?: number
  close: () => Promise<void>
}

async function serve(
  name: string,
  tags: string[],
  doors: Doors,
  hostAt: (port: number) => DemoHost,
): Promise<ServedHost> {
  const port = await freePort()
  const { close } = await doorOf(makeKeyPair(name), port, doors, hostAt(port))()
  return { name, port, tags, close }
}

/** Two doors with one key: the operators’ is open, the people’s opens when sshd is started. */
async function serveStopped(name: string, tags: string[], doors: Doors): Promise<ServedHost> {
  const [key, ports] = [makeKeyPair(name), { people: await freePort(), operators: await freePort() }]
  const host = stoppedHost({
    ...{ name, ports },
    serve: async () => (await people()).close,
  })
  const people = doorOf(key, ports.people, doors, host)
  const operators = await doorOf(key, ports.operators, doors, host)()
  return {
    ...{ name, port: ports.operators, tags, people: ports.people },
    close: async () => {
      await Promise.all([host.close(), operators.close()])
    },
  }
}

/** Makes the key of a door known, and opens it when asked to. */
function doorOf(key: { secret: string; open: string }, port: number, doors: Doors, { onExec }: DemoHost) {
  doors.lines.push(`[${LOOPBACK}]:${port} ${key.open}\n`)
  return () =>
    serveShell({
      hostKey: key.secret,
      listen: { host: LOOPBACK, port },
      authorizedKeys: [doors.login],
      // It says itself on which port it listens.
      onExec,
      ident: IDENT,
    })
}
