import type { Shell } from '../access/shell.ts'
import type { Evidence } from '../domain/evidence.ts'
import { type Answers, type Flow, type InsideName, type Observation, outsideNames } from '../domain/observation.ts'
import { sections } from '../evidence/index.ts'
import { gatherInside } from '../evidence/script.ts'
import { authenticate, knock, knockAtInventoryPort } from './enter.ts'
import { enterThroughJumps } from './enter-through-jumps.ts'
import { flowOf } from './flow.ts'
import { type Notebook, openNotebook } from './notebook.ts'
import { lookAtOtherPlaces } from './other-places.ts'
import type { Walk } from './reach.ts'
import { resolveName } from './resolve.ts'
import { enterInSmallPackets } from './small-packets.ts'
import * as tell from './tell.ts'
import type { CheckRequest, Tools } from './tools.ts'

/** Before the first command runs, PAM may wait 25 s for a systemd-logind that does not answer. */
const SCRIPT_TIMEOUT_MS = 45_000

/** Some 13 s of tries, at a kernel's shortest wait. One that guesses a narrower way by itself has done so by then. */
const LOST_AFTER_DOUBLINGS = 6

type Resolved = Extract<Answers['resolve'], { outcome: 'resolved' }>

export interface Visit {
  evidence: Evidence
  /** Open when we got in: the caller's to close. */
  shell?: Shell
}

/**
 * Walks the probes from the name to the evidence script, over one connection, and keeps the shell open. Rejects when cancelled,
 * and then leaves nothing open.
 */
export async function visit(request: CheckRequest, tools: Tools): Promise<Visit> {
  const started = Date.now()
  const notebook = openNotebook(tools)
  const pending: Promise<void>[] = []
  const shell = await walk({ request, tools, notebook, pending })
  await Promise.all(pending)
  if (tools.signal?.aborted) shell?.close()
  tools.signal?.throwIfAborted()
  return { evidence: evidenceOf(request, notebook, started), ...(shell && { shell }) }
}

async function walk(on: Walk): Promise<Shell | undefined> {
  const { request, tools, notebook } = on
  const asked = request.port ?? request.host.port
  const { jumps = [] } = request.host
  if (jumps.length > 0) {
    const entered = await enterThroughJumps(on, jumps)
    return typeof entered === 'string' ? giveUp(notebook, entered) : await lookInside(on, { shell: entered }, asked)
  }
  notebook.record('jump', { outcome: 'none' }, 0)
  const resolved = await notebook.ask('resolve', () => resolveName(request.host.address, tools.signal), tell.resolve)
  const entered = resolved?.outcome === 'resolved' ? await enter(on, resolved) : 'the name has no address'
  if (typeof entered !== 'string') return await lookInside(on, entered, asked)
  if (resolved) await lookAtOtherPlaces(on, resolved)
  return giveUp(notebook, entered)
}

interface Entered {
  shell: Shell
  /** What the kernel knows of the connection under it, where there is one of our own. */
  flow?: () => Flow | undefined
}

/** From the addresses to a shell, or to why there is none. */
async function enter(on: Walk, resolved: Resolved): Promise<Entered | string> {
  const { request, notebook } = on
  const addresses = resolved.addresses.map(({ address }) => address)
  const asked = request.port ?? request.host.port
  if (asked === request.host.port) notebook.record('inventory-port', { outcome: 'same', port: asked }, 0)
  const asPerson = await knock(on, addresses, asked)
  const done = 'socket' in asPerson || asPerson.leaveAlone || asked === request.host.port
  const door = done ? asPerson : await knockAtInventoryPort(on, addresses)
  if (!('socket' in door)) return door.because
  const peer = 'remoteAddress' in door.socket ? String(door.socket.remoteAddress ?? '') : ''
  const shell = (await authenticate(on, door)) ?? (peer ? await enterInSmallPackets(on, peer, door.port) : undefined)
  if (shell) return { shell, flow: () => flowOf(door.socket) }
  return notebook.whySkipped('login') ?? 'we could not log in to look'
}

async function lookInside({ request, tools, notebook }: Walk, { shell, flow }: Entered, port: number): Promise<Shell> {
  const { client, user } = request
  const subject = { port, ...(client && { client }), ...(user && { user }) }
  const options = {
    timeoutMs: SCRIPT_TIMEOUT_MS,
    isLost: () => isLost(flow?.()),
    ...(tools.signal && { signal: tools.signal }),
  }
  const started = performance.now()
  const elapsedMs = () => Math.round(performance.now() - started)
  tools.onStep?.({ name: 'evidence', state: 'running' })
  try {
    notebook.add(withFlow(await gatherInside(shell, subject, options), flow?.()))
    tools.onStep?.({ name: 'evidence', state: 'done', detail: 'read on the host', ms: elapsedMs() })
  } catch (error) {
    if (tools.signal?.aborted) shell.close()
    tools.signal?.throwIfAborted()
    notebook.crash('script', error, elapsedMs())
  }
  giveUp(notebook, 'the check did not get that far')
  return shell
}

/** What we sent is sent again and again. Every acknowledgement sets the kernel's count back. */
const isLost = (flow: Flow | undefined): boolean =>
  flow !== undefined && flow.segmentsUnacknowledged > 0 && flow.backoff >= LOST_AFTER_DOUBLINGS

/** A script that did not end: our kernel knows whether what we sent of it arrived. */
const withFlow = (observations: Observation[], flow: Flow | undefined): Observation[] =>
  observations.map((one) => (one.observation === 'script' && one.outcome === 'failed' && flow ? { ...one, flow } : one))

/** Whatever was not asked is on record as skipped: never absent in silence. */
function giveUp(notebook: Notebook, because: string): undefined {
  notebook.skip([...outsideNames, ...(Object.keys(sections) as InsideName[])], because)
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
