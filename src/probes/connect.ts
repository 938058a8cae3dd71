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
  /** What the addresses answer that were still silent when a later one connected: they are given their full time. */
  late?: Promise<ConnectAttempt[]>
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
  const race: Race = { addresses, timeoutMs, signal, running: [], done: [], stops: [] }
  try {
    const winner = await firstOf(race, port)
    cancelled?.throwIfAborted()
    if (winner) stopBehind(race, winner)
    return conclude(race, winner, port)
  } catch (error) {
    stop.abort()
    for (const { socket } of await fulfilled(race.running)) socket?.destroy()
    cancelled?.throwIfAborted()
    throw error
  }
}

interface Race {
  addresses: Address[]
  timeoutMs: number
  signal: AbortSignal
  /** Every attempt that was started, in order. */
  running: Promise<Tried>[]
  /** Those that have ended. */
  done: Tried[]
  /** What ends each of them early. */
  stops: AbortController[]
}

/** Nobody asks what comes after the one that connected: it would be one more connection for the host to count. */
const stopBehind = ({ addresses, stops }: Race, { address }: Tried): void => {
  for (const stop of stops.slice(addresses.indexOf(address) + 1)) stop.abort()
}

async function firstOf(race: Race, port: number): Promise<Tried | undefined> {
  const { addresses, running, signal } = race
  const deadline = performance.now() + race.timeoutMs
  for (const address of addresses) {
    const timeoutMs = Math.max(1, Math.round(deadline - performance.now()))
    running.push(attempt(address, port, { timeoutMs, race }))
    const winner = await Promise.race([firstConnected(running), sleep(STAGGER_MS, undefined, { signal, ref: false })])
    if (winner) return winner
  }
  return await firstConnected(running)
}

async function attempt(address: Address, port: number, { timeoutMs, race }: { timeoutMs: number; race: Race }) {
  const stop = new AbortController()
  race.stops.push(stop)
  const signal = AbortSignal.any([race.signal, stop.signal])
  const tried = { address, ...(await connectOnce(address, port, { timeoutMs, signal })) }
  race.done.push(tried)
  return tried
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

function conclude({ addresses, running, done }: Race, winner: Tried | undefined, port: number): Connected {
  const early = [...done].sort((a, b) => addresses.indexOf(a.address) - addresses.indexOf(b.address))
  const counts = winner ?? early.find(leftThisMachine) ?? early[0]
  if (!counts) throw new Error('there was no address to connect to')
  // A second connection that came in the same moment is closed at once.
  for (const one of early) if (one.socket !== counts.socket) one.socket?.destroy()
  const answer = { ...counts.answer, address: counts.address, port, attempts: early.map(attemptOf) }
  const late = early.length < running.length ? lateOnes(running, early) : undefined
  return { answer, ...(counts.socket && { socket: counts.socket }), ...(late && { late }) }
}

/** An address that our own kernel has no way to says nothing about the host. */
const leftThisMachine = ({ answer }: Tried) =>
  answer.outcome !== 'unreachable' || answer.by !== 'local' || answer.code === 'EHOSTUNREACH'

async function lateOnes(running: Promise<Tried>[], early: Tried[]): Promise<ConnectAttempt[]> {
  const late = (await fulfilled(running)).filter((tried) => !early.includes(tried))
  for (const { socket } of late) socket?.destroy()
  return late.map(attemptOf)
}

const attemptOf = ({ address, answer, ms }: Tried): ConnectAttempt => ({
  ...answer,
  address,
  family: familyOf(address),
  ms,
})
