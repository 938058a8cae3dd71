import type { Duplex } from 'node:stream'
import { identityOf } from '../access/identity.ts'
import { knownHostsOf } from '../access/known-hosts.ts'
import { type LoggedIn, login } from '../access/login.ts'
import type { Gateway } from '../access/shell.ts'
import { describeAnswer } from '../causes/reading/outside.ts'
import type { Host } from '../config/schema.ts'
import type { JumpStage } from '../domain/vantage.ts'
import { readBanner } from './banner.ts'
import { connectToAny } from './connect.ts'
import { spend, type Walk } from './reach.ts'
import { resolveName } from './resolve.ts'
import * as tell from './tell.ts'

const LOGIN_TIMEOUT_MS = 15_000
/** A hop that finds nobody on its link hears of it after some 3 s. */
const FORWARD_TIMEOUT_MS = 5_000

/** The way through the jump hosts: a stream to the target, or where the way ended. `close` ends the hops' connections. */
export type Way = { stream: Duplex; close: () => void } | { because: string }

interface Failure {
  at: JumpStage
  said: string
}
type Opened<T> = T | Failure

/** Goes through the inventory's jump hosts, each with its own login and its own host key, and on to the target's port. */
export async function goThroughJumps(on: Walk, jumps: Host[], target: { address: string; port: number }): Promise<Way> {
  const { notebook } = on
  const hops = jumps.map(({ name }) => name)
  const shells: Gateway[] = []
  const close = () => {
    for (const shell of shells.toReversed()) shell.close()
  }
  let stream: Duplex | undefined
  const walk = async () => {
    for (const [index, hop] of jumps.entries()) {
      const opened = await openHop(on, hop, stream)
      if ('said' in opened) return { outcome: 'failed' as const, hops, hop: hop.name, to: placeOf(hop), ...opened }
      shells.push(opened)
      const next = jumps[index + 1]
      const passed = await passOn(on, opened, next ?? target)
      if ('said' in passed) return failedBehind(hops, hop, { next, target, passed })
      stream = passed.stream
    }
    return { outcome: 'through' as const, hops }
  }
  try {
    const answer = await notebook.ask('jump', walk, tell.jump)
    if (answer?.outcome === 'through' && stream) return { stream, close }
    close()
    return { because: answer?.outcome === 'failed' ? `the way through ${answer.hop} failed` : 'the jump hosts crashed' }
  } catch (error) {
    close()
    throw error
  }
}

interface Behind {
  next: Host | undefined
  target: { address: string; port: number }
  passed: Failure
}

/** A hop that will not forward is at fault itself; else what lies behind it is. */
function failedBehind(hops: string[], hop: Host, { next, target, passed }: Behind) {
  const at: JumpStage = passed.at === 'forward' ? 'forward' : next ? 'connect' : 'target'
  const faulty = at === 'connect' && next ? next.name : hop.name
  return { outcome: 'failed' as const, hops, hop: faulty, at, to: placeOf(next ?? target), said: passed.said }
}

const placeOf = ({ address, port }: { address: string; port: number }) => `${address} port ${port}`

/** Logs in to a hop: over the stream that the hop before it opened, or else from here. */
async function openHop(on: Walk, hop: Host, through: Duplex | undefined): Promise<Opened<Gateway>> {
  const reached = through ? { stream: through, names: [] } : await connectToHop(on, hop)
  if ('said' in reached) return reached
  const { stream, names } = reached
  const { knownHosts, signal } = on.tools
  const banner = await readBanner(stream, { signal })
  if (banner.outcome !== 'banner') return { at: 'greeting', said: tell.banner(banner) }
  const identity = identityOf(hop.identityFile)
  if ('missing' in identity) {
    stream.destroy()
    return { at: 'login', said: identity.missing }
  }
  const known = knownHostsOf(knownHosts, [hop.address, hop.name, ...names], hop.port)
  const user = hop.user ?? process.env.USER ?? 'root'
  const logged = await login(stream, { user, identity, known, timeoutMs: LOGIN_TIMEOUT_MS, signal })
  return logged.shell ?? whyNoLogin(logged)
}

async function connectToHop(on: Walk, hop: Host): Promise<Opened<{ stream: Duplex; names: string[] }>> {
  const { signal } = on.tools
  const resolved = await resolveName(hop.address, signal)
  if (resolved.outcome !== 'resolved') return { at: 'connect', said: tell.resolve(resolved) }
  const addresses = resolved.addresses.map(({ address }) => address)
  await spend(on, addresses, hop.port)
  const { socket, answer } = await connectToAny(addresses, hop.port, { signal })
  return socket ? { stream: socket, names: [answer.address] } : { at: 'connect', said: describeAnswer(answer) }
}

function whyNoLogin({ kex, hostKey, login: answer }: LoggedIn): Failure {
  if (!hostKey) return { at: 'key-exchange', said: tell.login({ kex }) }
  if (!answer)
    return { at: 'host-key', said: `its host key is ${hostKey.outcome}: ${hostKey.type} ${hostKey.fingerprint}` }
  if (answer.outcome === 'denied')
    return { at: 'login', said: `${answer.user} denied (it offers: ${answer.methods.join(', ') || 'nothing'})` }
  return {
    at: 'login',
    said: answer.outcome === 'disconnected' ? answer.reason : tell.login({ kex, hostKey, login: answer }),
  }
}

async function passOn(
  on: Walk,
  shell: Gateway,
  to: { address: string; port: number },
): Promise<Opened<{ stream: Duplex }>> {
  await spend(on, [to.address], to.port)
  const passed = await shell.forward(to, { timeoutMs: FORWARD_TIMEOUT_MS, signal: on.tools.signal })
  if ('stream' in passed) return { stream: passed.stream }
  return { at: passed.refused === 'prohibited' ? 'forward' : 'target', said: passed.said }
}
