import { connect, type Socket } from 'node:net'
import type { Address } from '../domain/address.ts'
import type { OutsideAnswers } from '../domain/observation.ts'

/** Where people usually move sshd to. */
export const USUAL_PORTS = [22, 2222, 22022, 22222, 222]

const LONGEST_BANNER = 255

interface Options {
  /** How long a port may take to connect: the SSH port has refused at once, so a slow one lets nothing through. */
  connectTimeoutMs: number
  signal?: AbortSignal | undefined
}

/** Looks for an SSH banner on other ports, all at once: one silent connection each, ended as soon as a line was read. */
export async function lookAtOtherPorts(
  address: Address,
  tried: number[],
  { connectTimeoutMs, signal }: Options,
): Promise<OutsideAnswers['other-ports']> {
  const lines = await Promise.all(tried.map((port) => firstLine({ host: address, port }, connectTimeoutMs, signal)))
  signal?.throwIfAborted()
  const found = tried.flatMap((port, index) => {
    const line = lines[index]
    return line?.startsWith('SSH-') ? [{ port, line }] : []
  })
  return { outcome: 'looked', tried, found }
}

/** The first line that a server says by itself; undefined when it refuses or stays silent. */
function firstLine(
  target: { host: Address; port: number },
  timeoutMs: number,
  signal?: AbortSignal | undefined,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...target, ...(signal && { signal }) })
    let text = ''
    const end = (line?: string) => {
      socket.destroy()
      resolve(line)
    }
    socket.setTimeout(timeoutMs, () => end())
    // sshd writes its banner at once, but a busy one may need a moment.
    socket.once('connect', () => giveTimeToSpeak(socket))
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (text.includes('\n') || text.length > LONGEST_BANNER) end(printable(text))
    })
    socket.once('error', () => end())
    socket.once('close', () => end())
  })
}

const giveTimeToSpeak = (socket: Socket) => socket.setTimeout(1_000)

const printable = (text: string) => (text.split(/\r?\n/)[0] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, LONGEST_BANNER)
