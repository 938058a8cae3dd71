import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, familyOf } from '../domain/address.ts'
import type { ConnectAttempt, OutsideAnswers } from '../domain/observation.ts'
import { type Attempted, connectOnce } from './connect-one.ts'

/** A little over 3 s: neighbour discovery gives up after three tries of one second, and its answer is worth waiting for. */
export const CONNECT_TIMEOUT_MS = 3_250
/** An address that has not answered by then no longer holds up the next one. */
const STAGGER_MS = 400

export interface Connected {
  answer: OutsideAnswers['connect']
  socket?: Socket
}

interface Options {
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/** Tries the addresses in order, until one connects; a silent one does not hold up the next. */
export async function connectToAny(addresses: Address[], port: number, options: Options = {}): Promise<Connected> {
  const timeoutMs = options.timeoutMs ?? CONNECT_TIMEOUT_MS
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const deadline = Date.now() + timeoutMs
  const running: Promise<Tried | undefined>[] = []
  try {
    for (const address of addresses) {
      const attempt = tryOne(address, port, { timeoutMs: Math.max(1, deadline - Date.now()), signal })
      running.push(attempt)
      const first = await Promise.race([attempt, sleep(STAGGER_MS, undefined, { signal })])
      if (first?.socket) break
    }
    return conclude(await untilConnected(running), port)
  } finally {
    options.signal?.throwIfAborted()
    stop.abort()
    void closeLate(running)
  }
}

interface Tried extends Attempted {
  address: Address
}

async function tryOne(
  address: Address,
  port: number,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<Tried | undefined> {
  try {
    return { address, ...(await connectOnce(address, port, options)) }
  } catch (error) {
    if (options.signal.aborted) return undefined
    throw error
  }
}

/** Waits for the first that connects, or for all to fail. */
async function untilConnected(running: Promise<Tried | undefined>[]): Promise<Tried[]> {
  const done: Tried[] = []
  const pending = running.map(async (attempt) => {
    const tried = await attempt
    if (tried) done.push(tried)
    if (!tried?.socket) throw new Error('not connected')
  })
  await Promise.any(pending).catch(() => {})
  return done
}

function conclude(tried: Tried[], port: number): Connected {
  const counts = tried.find(({ socket }) => socket) ?? tried[0]
  if (!counts) throw new Error('there was no address to connect to')
  const attempts = tried.map(
    ({ address, answer, ms }): ConnectAttempt => ({ ...answer, address, family: familyOf(address), ms }),
  )
  const answer = { ...counts.answer, address: counts.address, port, attempts }
  return { answer, ...(counts.socket && { socket: counts.socket }) }
}

/** A second connection that came too late to count is closed at once. */
async function closeLate(running: Promise<Tried | undefined>[]): Promise<void> {
  const tried = await Promise.allSettled(running)
  const sockets = tried.flatMap((one) => (one.status === 'fulfilled' && one.value?.socket ? [one.value.socket] : []))
  for (const socket of sockets.slice(1)) socket.destroy()
}
