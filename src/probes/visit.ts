import type { Socket } from 'node:net'
import { identityOf } from '../access/identity.ts'
import { knownHostsOf } from '../access/known-hosts.ts'
import { login } from '../access/login.ts'
import type { Shell } from '../access/shell.ts'
import type { Address } from '../domain/address.ts'
import type { Evidence } from '../domain/evidence.ts'
import type { InsideName, ObservationName } from '../domain/observation.ts'
import { gatherInside } from '../evidence/script.ts'
import { sections } from '../evidence/index.ts'
import { readBanner } from './banner.ts'
import { CONNECT_TIMEOUT_MS, connectToAny } from './connect.ts'
import { knockElsewhere } from './control.ts'
import { type Notebook, openNotebook } from './notebook.ts'
import { lookAtOtherPorts } from './other-ports.ts'
import { resolveName } from './resolve.ts'
import * as tell from './tell.ts'
import type { CheckRequest, Tools } from './tools.ts'

const LOGIN_TIMEOUT_MS = 15_000
const SCRIPT_TIMEOUT_MS = 30_000
/** When the SSH port has been silent for so long, the control port is asked while we go on waiting. */
const CONTROL_AFTER_MS = 500

export interface Visit {
  evidence: Evidence
  /** Open when we got in: the caller's to close. */
  shell?: Shell
}

/** Walks the probes from the name to the evidence script, over one connection, and keeps the shell open. */
export async function visit(request: CheckRequest, tools: Tools): Promise<Visit> {
  const started = Date.now()
  const notebook = openNotebook(tools)
  const shell = await walk({ request, tools, notebook })
  return { evidence: evidenceOf(request, notebook, started), ...(shell && { shell }) }
}

interface Walk {
  request: CheckRequest
  tools: Tools
  notebook: Notebook
}

async function walk(on: Walk): Promise<Shell | undefined> {
  const { request, tools, notebook } = on
  const resolved = await notebook.ask('resolve', () => resolveName(request.host.address, tools.signal), tell.resolve)
  if (resolved?.outcome !== 'resolved') return giveUp(notebook, 'the name has no address')
  const addresses = resolved.addresses.map(({ address }) => address)
  const asked = request.port ?? request.host.port

  const socket = await reach(on, addresses, asked)
  const shell = socket && (await enter(on, socket, asked))
  if (shell || asked === request.host.port) return await lookInside(on, shell, asked)
  return await lookInside(on, await enterElsewhere(on, addresses), asked)
}

/** Connects to the port that the person tries; a port that does not connect is looked at from other sides. */
async function reach(on: Walk, addresses: Address[], port: number): Promise<Socket | undefined> {
  const { tools, notebook } = on
  const { signal } = tools
  await spend(on, addresses, port)
  const [address = ''] = addresses
  const stopControl = new AbortController()
  const control = later(CONTROL_AFTER_MS, stopControl.signal, () =>
    knockElsewhere(address, { timeoutMs: CONNECT_TIMEOUT_MS - CONTROL_AFTER_MS, signal }),
  )
  let socket: Socket | undefined
  const answer = await notebook.ask(
    'connect',
    async () => {
      const connected = await connectToAny(addresses, port, { signal })
      socket = connected.socket
      return connected.answer
    },
    tell.connect,
  )
  if (socket || !answer) {
    stopControl.abort()
    notebook.skip(['control', 'other-ports'], 'the SSH port accepted the connection')
    return socket
  }
  const early = control.started() ? control.result : knockElsewhere(answer.address, { timeoutMs: 300, signal })
  stopControl.abort()
  await notebook.ask('control', () => early, tell.control)
  await lookForOtherPorts(on, answer.address, port, answer)
  return undefined
}

async function lookForOtherPorts(
  { notebook, tools }: Walk,
  address: Address,
  port: number,
  answer: { outcome: string; attempts: { ms: number }[] },
) {
  if (answer.outcome !== 'refused') return notebook.skip(['other-ports'], 'the SSH port did not refuse')
  const refusedAfterMs = answer.attempts[0]?.ms ?? 0
  const options = { refusedAfterMs, ...(tools.signal && { signal: tools.signal }) }
  await notebook.ask('other-ports', () => lookAtOtherPorts(address, port, options), tell.otherPorts)
}

/** From the open connection to a shell. */
async function enter(on: Walk, socket: Socket, port: number): Promise<Shell | undefined> {
  const { request, tools, notebook } = on
  const banner = await notebook.ask('banner', () => readBanner(socket, { signal: tools.signal }), tell.banner)
  if (banner?.outcome !== 'banner') {
    socket.destroy()
    return undefined
  }
  const identity = identityOf(request.host.identityFile)
  if ('missing' in identity) {
    socket.destroy()
    notebook.skip(['kex', 'host-key', 'login'], identity.missing)
    return undefined
  }
  return await authenticate(on, socket, { port, identity })
}

async function authenticate(
  { request, tools, notebook }: Walk,
  socket: Socket,
  { port, identity }: { port: number; identity: Parameters<typeof login>[1]['identity'] },
): Promise<Shell | undefined> {
  const { host } = request
  const user = host.user ?? process.env.USER ?? 'root'
  const names = [...new Set([host.name, host.address, socket.remoteAddress ?? host.address])]
  const started = performance.now()
  tools.onStep?.({ name: 'login', state: 'running' })
  const known = knownHostsOf(tools.knownHosts, names, port)
  const {
    kex,
    hostKey,
    login: answer,
    shell,
  } = await login(socket, { user, identity, known, timeoutMs: LOGIN_TIMEOUT_MS, signal: tools.signal })
  const ms = Math.round(performance.now() - started)
  notebook.record('kex', kex, ms)
  if (hostKey) notebook.record('host-key', hostKey, ms)
  if (answer) notebook.record('login', answer, ms)
  tools.onStep?.({
    name: 'login',
    state: shell ? 'done' : 'failed',
    detail: tell.login({ kex, hostKey, login: answer }),
    ms,
  })
  if (!hostKey) notebook.skip(['host-key'], 'the key exchange did not get that far')
  if (!answer)
    notebook.skip(['login'], hostKey ? 'we log in only to a host whose key is on record' : 'there was no key exchange')
  return shell
}

/** The person's port failed, and the inventory knows another: what is inside can still be seen through that one. */
async function enterElsewhere(on: Walk, addresses: Address[]): Promise<Shell | undefined> {
  const { request, tools, notebook } = on
  const { port } = request.host
  await spend(on, addresses, port)
  const { socket } = await connectToAny(addresses, port, { signal: tools.signal })
  if (!socket) return undefined
  const banner = await readBanner(socket, { signal: tools.signal })
  const identity = identityOf(request.host.identityFile)
  if (banner.outcome !== 'banner' || 'missing' in identity) {
    socket.destroy()
    return undefined
  }
  notebook.skip(['banner'], `port ${request.port} did not connect`)
  return await authenticate(on, socket, { port, identity })
}

async function lookInside(
  { request, tools, notebook }: Walk,
  shell: Shell | undefined,
  port: number,
): Promise<Shell | undefined> {
  if (!shell) return giveUp(notebook, 'we could not log in to look')
  const { client, user } = request
  const subject = { port, ...(client && { client }), ...(user && { user }) }
  const options = { timeoutMs: SCRIPT_TIMEOUT_MS, ...(tools.signal && { signal: tools.signal }) }
  const started = performance.now()
  tools.onStep?.({ name: 'evidence', state: 'running' })
  notebook.add(await gatherInside(shell, subject, options))
  tools.onStep?.({
    name: 'evidence',
    state: 'done',
    detail: 'read on the host',
    ms: Math.round(performance.now() - started),
  })
  giveUp(notebook, 'the check did not get that far')
  return shell
}

const OUTSIDE = [
  'connect',
  'control',
  'other-ports',
  'banner',
  'kex',
  'host-key',
  'login',
  'script',
] as const satisfies ObservationName[]

/** Whatever was not asked is on record as skipped: never absent in silence. */
function giveUp(notebook: Notebook, because: string): undefined {
  notebook.skip([...OUTSIDE, ...(Object.keys(sections) as InsideName[])], because)
}

async function spend({ tools }: Walk, [address = '']: Address[], port: number): Promise<void> {
  const patience = setTimeout(
    () =>
      tools.onStep?.({ name: 'budget', state: 'running', detail: 'waiting, so as not to trip the host’s rate limits' }),
    500,
  )
  try {
    const { waitedMs } = await tools.budget.take({ address, port }, tools.signal)
    if (waitedMs > 500)
      tools.onStep?.({ name: 'budget', state: 'done', detail: 'waited for the host’s rate limits', ms: waitedMs })
  } finally {
    clearTimeout(patience)
  }
}

/** Starts work after a while, unless stopped before. */
function later<T>(delayMs: number, stop: AbortSignal, work: () => Promise<T>) {
  let started = false
  const result = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      started = true
      work().then(resolve, reject)
    }, delayMs)
    stop.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
  result.catch(() => {})
  return { result, started: () => started }
}

function evidenceOf(
  { runId, host, client, user, port, vantage }: CheckRequest,
  notebook: Notebook,
  started: number,
): Evidence {
  return {
    schema: 'ssh-medic/evidence@1',
    runId,
    startedAt: new Date(started).toISOString(),
    durationMs: Date.now() - started,
    host: { name: host.name, address: host.address, port: port ?? host.port },
    ...(client && { client: { address: client } }),
    ...(user && { user }),
    vantage,
    observations: notebook.all(),
  }
}
