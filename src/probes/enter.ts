import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Identity, identityOf, type NoIdentity } from '../access/identity.ts'
import { knownHostsOf } from '../access/known-hosts.ts'
import { type Entry, type LoggedIn, login } from '../access/login.ts'
import { loginWithOpenssh, mayNeedOpenssh } from '../access/openssh.ts'
import type { Shell } from '../access/shell.ts'
import type { Address } from '../domain/address.ts'
import type { Answers } from '../domain/observation.ts'
import { readBanner } from './banner.ts'
import { connectToAny } from './connect.ts'
import { flowOf } from './flow.ts'
import { reach, spend, type Walk } from './reach.ts'
import * as tell from './tell.ts'

const LOGIN_TIMEOUT_MS = 30_000

/** An SSH server that has greeted us; or why there is none, and whether we must leave this host alone now. */
interface OpenDoor {
  socket: Duplex
  port: number
}
export type Door = OpenDoor | { because: string; leaveAlone: boolean }

/** The port that the person tries, up to its banner. */
export async function knock(on: Walk, addresses: Address[], port: number): Promise<Door> {
  const { notebook, tools } = on
  const socket = await reach(on, addresses, port)
  if (!socket) {
    const because = 'the port did not connect'
    notebook.skip(['banner'], because)
    return { because, leaveAlone: false }
  }
  const banner = await notebook.ask('banner', () => readBanner(socket, { signal: tools.signal }), tell.banner)
  if (banner?.outcome === 'banner') return { socket, port }
  socket.destroy()
  // A server that turns us away counts how often we come.
  return { because: 'no SSH server greeted us', leaveAlone: banner?.outcome === 'refusal-text' }
}

/** The person's port failed, and the inventory knows another: what is inside can still be seen through that one. */
export async function knockAtInventoryPort(on: Walk, addresses: Address[]): Promise<Door> {
  const { port } = on.request.host
  let opened: Socket | undefined
  const greet = async () => {
    await spend(on, addresses, port)
    const { signal } = on.tools
    const { socket } = await connectToAny(addresses, port, { signal })
    const banner = socket && (await readBanner(socket, { signal }))
    if (banner?.outcome !== 'banner') return { outcome: 'no-greeting' as const, port }
    opened = socket
    return { outcome: 'greeted' as const, port, line: banner.line }
  }
  await on.notebook.ask('inventory-port', greet, tell.inventoryPort)
  if (opened) return { socket: opened, port }
  return { because: `neither that port nor port ${port} let us in`, leaveAlone: false }
}

/** From the greeting to a shell: key exchange, host key, login. What was not reached is on record as skipped. */
export async function authenticate(on: Walk, door: OpenDoor): Promise<Shell | undefined> {
  const started = performance.now()
  const logged = await logIn(on, door)
  return logged && recordLogin(on, logged, Math.round(performance.now() - started))
}

/** Like `authenticate`, and records nothing but our own failure. */
export async function logIn(on: Walk, { socket, port }: OpenDoor): Promise<Entry | undefined> {
  const { request, tools, notebook } = on
  const identity = identityOf(request.host.identityFile)
  notebook.record('own-key', keyAnswer(identity), 0)
  if ('missing' in identity) {
    socket.destroy()
    notebook.skip(['kex', 'host-key', 'login'], identity.missing)
    return undefined
  }
  const { host } = request
  const user = host.user ?? process.env.USER ?? 'root'
  const started = performance.now()
  tools.onStep?.({ name: 'login', state: 'running' })
  try {
    const remote = 'remoteAddress' in socket ? String(socket.remoteAddress ?? host.address) : undefined
    const known = knownHostsOf(tools.knownHosts, [host.address, host.name, remote ?? host.address], port)
    const flow = () => flowOf(socket)
    const options = { user, identity, known, timeoutMs: LOGIN_TIMEOUT_MS, signal: tools.signal, flow }
    const first = await login(socket, options)
    // Behind a jump host the system's ssh would need that way as well.
    if (remote === undefined || !mayNeedOpenssh(first)) return first
    return await againWithOpenssh(on, { ...options, address: remote, port }, first)
  } catch (error) {
    socket.destroy()
    tools.signal?.throwIfAborted()
    notebook.crash('login', error, Math.round(performance.now() - started))
    return undefined
  }
}

function keyAnswer(identity: Identity | NoIdentity): Answers['own-key'] {
  if (!('missing' in identity)) return { outcome: 'usable', files: 'files' in identity ? identity.files : [] }
  const { why, file, missing: text } = identity
  return { outcome: 'unusable', why, text, ...(file !== undefined && { file }) }
}

function recordLogin(on: Walk, logged: Entry, ms: number): Shell | undefined {
  on.notebook.record('kex', logged.kex, ms)
  if (logged.kex.outcome !== 'timed-out') on.notebook.skip(['small-packets'], 'the key exchange did not stall')
  return recordEntry(on, logged, ms)
}

/** A second connection, by the system's ssh: counted as one. */
async function againWithOpenssh(
  on: Walk,
  options: Parameters<typeof loginWithOpenssh>[0],
  first: LoggedIn,
): Promise<Entry> {
  await spend(on, [options.address], options.port)
  return loginWithOpenssh(options, first)
}

/** What came after the key exchange, and the shell. */
export function recordEntry({ tools, notebook }: Walk, logged: Entry, ms: number): Shell | undefined {
  const { kex, hostKey, login: answer, shell } = logged
  const file = tools.knownHosts
  if (hostKey) notebook.record('host-key', hostKey.outcome === 'unknown' ? { ...hostKey, file } : hostKey, ms)
  if (answer) notebook.record('login', answer, ms)
  notebook.skip(['host-key'], 'the key exchange did not get that far')
  notebook.skip(['login'], hostKey ? 'we log in only to a host whose key is on record' : 'there was no key exchange')
  const detail = tell.login({ kex, hostKey, login: answer })
  tools.onStep?.({ name: 'login', state: shell ? 'done' : 'failed', detail, ms })
  return shell
}
