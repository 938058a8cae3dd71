import { connect, type Socket } from 'node:net'
import { NO_LOOKUP, NO_NAME, NO_ROUTE, SILENT } from '../monitor/blind.ts'
import type { Looked } from '../monitor/transition.ts'

/** Longer than a busy sshd needs; what is slower than that keeps people waiting, too. */
const TIMEOUT_MS = 10_000
const ENOUGH_BYTES = 1_024
/** One for all looks, since each is done with it at once: buffers of their own would be 64 kB for each. */
const READ_INTO = Buffer.alloc(ENOUGH_BYTES)

/** Of ourselves, not of the host: what says that we could not even ask. */
const OWN_TROUBLE = new Set(['ENETDOWN', 'EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'])

/**
 * One look at a host: connects, waits for the server's first line and says nothing. As cheap as can be, since it is done to
 * each host each minute; what is wrong with one that turned bad, the full check finds.
 */
export function look(address: string, port: number, timeoutMs = TIMEOUT_MS): Promise<Looked> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect({ host: address, port, onread: { buffer: READ_INTO, callback: (size) => hear(size) } })
    const timer = setTimeout(() => end(down(socket.connecting ? SILENT : silentWords(heard))), timeoutMs)
    const end = (looked: Looked) => {
      clearTimeout(timer)
      hangUp(socket)
      resolve(looked)
    }
    const hear = (size: number) => {
      heard += READ_INTO.toString('latin1', 0, size)
      if (/^SSH-[^\n]*\n/m.test(heard)) end({ state: 'up' })
      else if (heard.length > ENOUGH_BYTES) end(down('answers, but is no SSH server'))
      return true
    }
    socket.on('end', () => end(down(heard === '' ? 'hangs up without a word' : 'turns us away')))
    socket.on('error', (error: NodeJS.ErrnoException) => end(failed(error.code ?? error.message, heard)))
  })
}

/** At once, and without leaving the address waiting: nothing that was said is lost on anybody. */
function hangUp(socket: Socket): void {
  socket.removeAllListeners()
  socket.on('error', () => {})
  socket.destroy()
}

const down = (symptom: string): Looked => ({ state: 'down', symptom })
const silentWords = (heard: string) =>
  heard === '' ? 'accepts, and then says nothing' : 'answers, but is no SSH server'

const SYMPTOMS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ETIMEDOUT: SILENT,
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_LOOKUP,
}

function failed(code: string, heard: string): Looked {
  if (OWN_TROUBLE.has(code)) return { state: 'unknown', because: code }
  if (code === 'ECONNRESET' && heard !== '') return down('turns us away')
  return down(SYMPTOMS[code] ?? code)
}

/** How many hosts are looked at at once. */
export interface Places {
  /** Of those that answer as soon as hosts do. */
  quick: number
  /** Of those that keep us waiting: silent ones, most of all. */
  slow: number
}

/** Connections that are being made cost next to nothing: there is room for a whole fleet that is away. */
export const PLACES: Places = { quick: 128, slow: 8_000 }

/** Longer than the way to most hosts and back: a fleet that is away is asked within seconds. */
const SLOW_MS = 150

/**
 * Looks at many. Who does not answer at once steps aside, so that a fleet that is away keeps nobody else waiting. The answers
 * come in the order of the hosts.
 */
export function lookAtAll<T>(
  hosts: readonly T[],
  places: Places,
  lookAt: (host: T) => Promise<Looked>,
): Promise<Looked[]> {
  return new Promise((resolve, reject) => {
    const looks: Looked[] = []
    const rest = hosts.entries()
    const free = { ...places }
    let open = hosts.length

    const fill = () => {
      while (free.quick > 0) {
        const { value, done } = rest.next()
        if (done) return
        begin(...value)
      }
    }
    const begin = (index: number, host: T) => {
      let place: keyof Places = 'quick'
      free.quick--
      const stepAside = setTimeout(() => {
        if (free.slow === 0) return
        place = 'slow'
        free.slow--
        free.quick++
        fill()
      }, SLOW_MS)
      const done = (looked: Looked) => {
        clearTimeout(stepAside)
        looks[index] = looked
        free[place]++
        open--
        if (open === 0) resolve(looks)
        else fill()
      }
      const fail = (error: Error) => {
        clearTimeout(stepAside)
        reject(error)
      }
      lookAt(host).then(done, fail)
    }
    if (open === 0) resolve(looks)
    fill()
  })
}
