import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '../domain/address.ts'
import type { Answers, ConnectAttempt } from '../domain/observation.ts'
import { CONNECT_TIMEOUT_MS, connectToAny } from './connect.ts'
import { connectOnce } from './connect-one.ts'
import { knockElsewhere } from './control.ts'
import type { Notebook } from './notebook.ts'
import { lookAtOtherPorts, USUAL_PORTS } from './other-ports.ts'
import * as tell from './tell.ts'
import type { CheckRequest, Tools } from './tools.ts'
import { countOwnRules } from './vantage-firewall.ts'
import { askRoute } from './vantage-route.ts'

/** When the SSH port has been silent for so long, the control port is asked while we go on waiting. */
const CONTROL_AFTER_MS = 500
/** A wait that is worth telling whoever watches. */
const NOTABLE_WAIT_MS = 500
/** No port is worth waiting for that is only looked at in passing. */
const NO_WAIT_MS = 30

/** One SYN is enough to be counted. */
const RECOUNT_MS = 200

/** One check run on its way: what was asked, with what, and what was seen so far. */
export interface Walk {
  request: CheckRequest
  tools: Tools
  notebook: Notebook
  /** What is still being waited for beside the walk; it must be over before the evidence is complete. */
  pending: Promise<void>[]
}

/** Connects to the port that the person tries; a port that does not connect is looked at from other sides. */
export async function reach(on: Walk, addresses: Address[], port: number): Promise<Socket | undefined> {
  const { tools, notebook } = on
  await spend(on, addresses, port)
  const control = controlBeside(addresses[0] ?? '', tools.signal)
  let socket: Socket | undefined
  const answer = await notebook
    .ask(
      'connect',
      async () => {
        const connected = await connectToAny(addresses, port, { signal: tools.signal })
        socket = connected.socket
        if (connected.late) on.pending.push(noteLate(on, connected.late))
        return connected.answer
      },
      tell.connect,
    )
    .catch((reason) => {
      control.stop()
      throw reason
    })
  if (socket || !answer) {
    control.stop()
    notebook.skip(
      ['vantage-route', 'control', 'other-ports'],
      socket ? 'the SSH port accepted the connection' : 'connecting crashed',
    )
    return socket
  }
  await askOurOwnRoutes(on, answer.address)
  const beside = answer.address === addresses[0] ? control.started() : undefined
  const knocked = beside ?? knockElsewhere(answer.address, { timeoutMs: quickMs(answer), signal: tools.signal })
  control.stopUnlessStarted()
  // The control port goes first: a host answers only so many knocks with an ICMP error.
  await Promise.all([notebook.ask('control', () => knocked, tell.control), lookForOtherPorts(on, answer, port)])
  await askOurOwnFirewall(on, answer, port)
  return undefined
}

async function askOurOwnRoutes({ notebook, tools }: Walk, address: Address): Promise<void> {
  const route = await askRoute(address, tools.signal)
  if (!route) return notebook.skip(['vantage-route'], 'this vantage has no “ip” to ask about its routes')
  await notebook.ask('vantage-route', async () => route, tell.vantageRoute)
}

/** Whether it was ourselves who kept the packet: only worth asking when a route would have let it out. */
async function askOurOwnFirewall(on: Walk, answer: Answers['connect'], port: number): Promise<void> {
  const { notebook, tools } = on
  if (answer.outcome === 'unreachable' && answer.by === 'local')
    return notebook.skip(['vantage-firewall'], 'our own kernel had refused before')
  const knockAgain = async () => {
    await spend(on, [answer.address], port)
    const { socket } = await connectOnce(answer.address, port, { timeoutMs: RECOUNT_MS, signal: tools.signal })
    socket?.destroy()
  }
  const question = () => countOwnRules(answer.address, knockAgain, tools.signal)
  await notebook.ask('vantage-firewall', question, tell.vantageFirewall)
}

/** An address that was silent while another one connected still gets its full time, and its answer a place on record. */
async function noteLate({ notebook }: Walk, late: Promise<ConnectAttempt[]>): Promise<void> {
  const attempts = await late
  notebook.amend((one) => ('attempts' in one ? { ...one, attempts: [...attempts, ...one.attempts] } : one))
}

/** A firewall drops what the SSH port let through: a few round trips tell that, and nobody waits longer. */
const quickMs = ({ attempts }: Answers['connect']) => Math.min(1_000, Math.max(120, 4 * (attempts[0]?.ms ?? 0)))

/** Asks the control port when the SSH port has not answered for a while. */
function controlBeside(address: Address, cancelled: AbortSignal | undefined) {
  const stop = new AbortController()
  const signal = cancelled ? AbortSignal.any([cancelled, stop.signal]) : stop.signal
  let started: Promise<Answers['control']> | undefined
  const begin = () => {
    started = knockElsewhere(address, { timeoutMs: CONNECT_TIMEOUT_MS - CONTROL_AFTER_MS, signal })
    started.catch(() => {})
  }
  sleep(CONTROL_AFTER_MS, undefined, { signal, ref: false }).then(begin, () => {})
  return {
    started: () => started,
    stop: () => stop.abort(),
    stopUnlessStarted: () => {
      if (!started) stop.abort()
    },
  }
}

async function lookForOtherPorts(on: Walk, answer: Answers['connect'], port: number): Promise<void> {
  const { notebook, tools } = on
  if (answer.outcome !== 'refused') return notebook.skip(['other-ports'], 'the SSH port did not refuse')
  const usual = USUAL_PORTS.filter((other) => other !== port)
  const ports = (await Promise.all(usual.map((other) => spared(on, answer.address, other)))).flat()
  const options = { connectTimeoutMs: quickMs(answer), signal: tools.signal }
  await notebook.ask('other-ports', () => lookAtOtherPorts(answer.address, ports, options), tell.otherPorts)
}

/** The port, when its budget has room at once: some server may count connections there too. */
async function spared({ tools }: Walk, address: Address, port: number): Promise<number[]> {
  try {
    await tools.budget.take({ address, port }, AbortSignal.timeout(NO_WAIT_MS))
    return [port]
  } catch {
    return []
  }
}

/** Counts one connection to every address that may be tried, and waits until all have room. */
export async function spend({ tools }: Walk, addresses: Address[], port: number): Promise<void> {
  const { budget, signal, onStep = () => {} } = tools
  const started = performance.now()
  let freeAtMs = 0
  const onWait = (ms: number) => {
    freeAtMs = Math.max(freeAtMs, Date.now() + ms)
  }
  const tellWait = () => onStep({ name: 'budget', state: 'running', detail: waitWords(freeAtMs) })
  const patience = setTimeout(tellWait, NOTABLE_WAIT_MS)
  try {
    await Promise.all(addresses.map((address) => budget.take({ address, port }, signal, onWait)))
  } finally {
    clearTimeout(patience)
  }
  const ms = Math.round(performance.now() - started)
  if (ms > NOTABLE_WAIT_MS) onStep({ name: 'budget', state: 'done', detail: 'waited for the host’s rate limits', ms })
}

const waitWords = (freeAtMs: number): string =>
  `waiting until ${new Date(freeAtMs).toISOString().slice(11, 19)} UTC, so as not to trip the host’s rate limits: the budget is used up`
