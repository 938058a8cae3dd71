import { connect, type Socket } from 'node:net'
import { SILENCE } from '../monitor/blind.ts'
import type { Looked } from '../monitor/transition.ts'

/** Longer than a busy sshd needs; what is slower than that keeps people waiting, too. */
const TIMEOUT_MS = 10_000
const ENOUGH_BYTES = 1_024

/** Of ourselves, not of the host: what says that we could not even ask. */
const OWN_TROUBLE = new Set(['ENETDOWN', 'EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'])

/**
 * One look at a host: connects, waits for the server's first line and says nothing. As cheap as can be, since it is done to
 * each host each minute; what is wrong with one that turned bad, the full check finds.
 */
export function look(address: string, port: number, timeoutMs = TIMEOUT_MS): Promise<Looked> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect({ host: address, port })
    const timer = setTimeout(() => end(down(socket.connecting ? SILENCE.silent : silentWords(heard))), timeoutMs)
    const end = (looked: Looked) => {
      clearTimeout(timer)
      hangUp(socket)
      resolve(looked)
    }
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1')
      if (/^SSH-[^\n]*\n/m.test(heard)) return end({ state: 'up' })
      if (heard.length > ENOUGH_BYTES) end(down('answers, but is no SSH server'))
    })
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
  ETIMEDOUT: SILENCE.silent,
  EHOSTUNREACH: SILENCE.noRoute,
  ENETUNREACH: SILENCE.noRoute,
  ENOTFOUND: SILENCE.noSuchName,
  EAI_AGAIN: SILENCE.noNames,
}

function failed(code: string, heard: string): Looked {
  if (OWN_TROUBLE.has(code)) return { state: 'unknown', because: code }
  if (code === 'ECONNRESET' && heard !== '') return down('turns us away')
  return down(SYMPTOMS[code] ?? code)
}

/** Looks at many, so many at once. The answers come in the order of the hosts. */
export async function lookAtAll<T>(
  hosts: readonly T[],
  atOnce: number,
  lookAt: (host: T) => Promise<Looked>,
): Promise<Looked[]> {
  const looks: Looked[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < hosts.length; index = next++) {
      const host = hosts[index]
      if (host !== undefined) looks[index] = await lookAt(host)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, hosts.length) }, work))
  return looks
}
