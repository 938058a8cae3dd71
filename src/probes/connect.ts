import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, familyOf } from '../domain/address.ts'
import type { ConnectAttempt, OutsideAnswers } from '../domain/observation.ts'
import { type Attempted, connectOnce } from './connect-one.ts'

/** A little over 3 s: neighbour discovery gives up after three tries of one second, and its answer is worth waiting for. */
export const CONNECT_TIMEOUT_MS = 3_400
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

interface Tried extends Attempted {
  address: Address
}

/**
 * Tries the addresses in order, until one connects; a silent one does not hold up the next. Rejects when cancelled, and then
 * leaves no socket open.
 */
export async function connectToAny(addresses: Address[], port: number, options: Options = {}): Promise<Connected> {
  const { timeoutMs = CONNECT_TIMEOUT_MS, signal: cancelled } = options
  cancelled?.throwIfAborted()
  const stop = new AbortController()
  const signal = cancelled ? AbortSignal.any([cancelled, stop.signal]) : stop.signal
  const running: Promise<Tried>[] = []
  try {
    const winner = await firstOf(addresses, port, { timeoutMs, signal, running })
    stop.abort()
    const tried = await fulfilled(running)
    cancelled?.throwIfAborted()
    return conclude(tried, winner ?? tried[0] ?? (await running[0]), port)
  } catch (error) {
    stop.abort()
    for (const { socket } of await fulfilled(running)) socket?.destroy()
    cancelled?.throwIfAborted()
    throw error
  }
}

interface Race {
  timeoutMs: number
  signal: AbortSignal
  /** Every attempt that was started, in order. */
  running: Promise<Tried>[]
}

async function firstOf(addresses: Address[], port: number, race: Race): Promise<Tried | undefined> {
  const { running, signal } = race
  const deadline = performance.now() + race.timeoutMs
  for (const address of addresses) {
    const timeoutMs = Math.max(1, Math.round(deadline - performance.now()))
    running.push(connectOnce(address, port, { timeoutMs, signal }).then((attempted) => ({ address, ...attempted })))
    const winner = await Promise.race([firstConnected(running), sleep(STAGGER_MS, undefined, { signal, ref: false })])
    if (winner) return winner
  }
  return await firstConnected(running)
}

/** The first attempt that connects; undefined as soon as all have failed. */
function firstConnected(running: Promise<Tried>[]): Promise<Tried | undefined> {
  const connecting = running.map(async (attempt) => {
    const tried = await attempt
    return tried.socket ? tried : Promise.reject(new Error('not connected'))
  })
  return Promise.any(connecting).catch(() => undefined)
}

/** What the attempts answered, in their order; those that were cut short answered nothing. */
async function fulfilled(running: Promise<Tried>[]): Promise<Tried[]> {
  const settled = await Promise.allSettled(running)
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

function conclude(tried: Tried[], counts: Tried | undefined, port: number): Connected {
  if (!counts) throw new Error('there was no address to connect to')
  // A second connection that came in the same moment is closed at once.
  for (const one of tried) if (one.socket !== counts.socket) one.socket?.destroy()
  const attempts = tried.map(
    ({ address, answer, ms }): ConnectAttempt => ({ ...answer, address, family: familyOf(address), ms }),
  )
  const answer = { ...counts.answer, address: counts.address, port, attempts }
  return { answer, ...(counts.socket && { socket: counts.socket }) }
}
