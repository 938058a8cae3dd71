import { connect, Socket } from 'node:net'
import { constants } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, canonicalAddress } from '../domain/address.ts'
import type { ConnectAnswer } from '../domain/observation.ts'
import { type ConnectingSocket, startConnecting } from './libc.ts'
import { isUnansweredNeighbour } from './neighbour.ts'

/** One connection attempt: its answer, and the open socket when it connected. The socket is the caller's to destroy. */
export interface Attempted {
  answer: ConnectAnswer
  ms: number
  socket?: Socket
}

interface Options {
  timeoutMs: number
  signal?: AbortSignal | undefined
  /** Neither side sends more in one packet. Only where libc can be asked. */
  maxSegmentBytes?: number
}

/** Connects once, and says who refused. Throws only the signal's reason. */
export async function connectOnce(address: Address, port: number, options: Options): Promise<Attempted> {
  options.signal?.throwIfAborted()
  const started = performance.now()
  const socket = startConnecting(address, port, options.maxSegmentBytes)
  const attempted = socket ? await follow(socket, address, started, options) : await byNode(address, port, options)
  return { ...attempted, ms: Math.round(performance.now() - started) }
}

type Outcome = Omit<Attempted, 'ms'>

async function follow(
  connecting: ConnectingSocket,
  address: Address,
  started: number,
  { timeoutMs, signal }: Options,
): Promise<Outcome> {
  let handedOver = false
  try {
    for (;;) {
      const state = connecting.poll()
      const elapsedMs = performance.now() - started
      if (state !== 'pending' && state.connected) {
        handedOver = true
        return connected(connecting)
      }
      if (state !== 'pending') return { answer: failureOf(state.errno, connecting) }
      if (elapsedMs >= timeoutMs) return { answer: silenceOf(address, timeoutMs) }
      await sleep(pauseMs(elapsedMs), undefined, signal && { signal })
    }
  } finally {
    if (!handedOver) connecting.close()
  }
}

/** On a busy machine the kernel gives up on a neighbour later than we do; what it knows by then is the same. */
function silenceOf(address: Address, timeoutMs: number): ConnectAnswer {
  if (isUnansweredNeighbour(address)) return { outcome: 'unreachable', by: 'local', code: 'EHOSTUNREACH' }
  return { outcome: 'timed-out', timeoutMs }
}

/** Short pauses while an answer is due, longer ones while silence is likely. */
const pauseMs = (elapsedMs: number) => (elapsedMs < 60 ? 1 : elapsedMs < 500 ? 5 : 20)

function connected(connecting: ConnectingSocket): Outcome {
  const socket = new Socket({ fd: connecting.fd, readable: true, writable: true })
  socket.setNoDelay(true)
  return { answer: { outcome: 'connected', localAddress: connecting.localAddress() ?? '' }, socket }
}

const { ECONNREFUSED, ECONNRESET, ETIMEDOUT } = constants.errno

function failureOf(errno: number, connecting: ConnectingSocket): ConnectAnswer {
  const icmp = connecting.icmpError()
  if (icmp) {
    const localAddress = connecting.localAddress()
    return {
      outcome: errno === ECONNREFUSED ? 'refused' : 'unreachable',
      by: 'icmp',
      ...icmp,
      ...(localAddress && { localAddress }),
    }
  }
  if (errno === ECONNREFUSED) return { outcome: 'refused', by: 'rst' }
  if (errno === ECONNRESET) return { outcome: 'reset' }
  if (errno === ETIMEDOUT) return { outcome: 'timed-out', timeoutMs: 0 }
  return { outcome: 'unreachable', by: 'local', code: nameOfErrno(errno) }
}

const nameOfErrno = (errno: number) =>
  Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`

/** Without libc: the same question to Node, which cannot say whether an RST or an ICMP error refused. */
function byNode(host: Address, port: number, { timeoutMs, signal }: Options): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    const timer = setTimeout(() => end({ outcome: 'timed-out', timeoutMs }), timeoutMs)
    const cancel = () => {
      end({ outcome: 'timed-out', timeoutMs })
      reject(signal?.reason)
    }
    const end = (answer: ConnectAnswer) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
      if (answer.outcome === 'connected') return resolve({ answer, socket })
      socket.destroy()
      resolve({ answer })
    }
    signal?.addEventListener('abort', cancel, { once: true })
    socket.once('connect', () =>
      end({ outcome: 'connected', localAddress: canonicalAddress(socket.localAddress ?? '') ?? '' }),
    )
    socket.on('error', (error: NodeJS.ErrnoException) => end(failureByCode(error.code ?? error.message)))
  })
}

function failureByCode(code: string): ConnectAnswer {
  if (code === 'ECONNREFUSED') return { outcome: 'refused', by: 'unknown' }
  if (code === 'ECONNRESET') return { outcome: 'reset' }
  return { outcome: 'unreachable', by: 'local', code }
}
