import { connect, type Socket } from 'node:net'
import type { Address } from '../domain/address.ts'
import type { OutsideAnswers } from '../domain/observation.ts'

/** Where people usually move sshd to. */
const USUAL_PORTS = [22, 2222, 22022, 22222, 222]

const LONGEST_BANNER = 255

interface Options {
  /** How long the refusal of the SSH port took: a port that lets nothing through is given a few times as long. */
  refusedAfterMs: number
  signal?: AbortSignal
}

/** Looks for an SSH banner on other usual ports, all at once: one silent connection each, ended as soon as a line was read. */
export async function lookAtOtherPorts(
  address: Address,
  refusedPort: number,
  { refusedAfterMs, signal }: Options,
): Promise<OutsideAnswers['other-ports']> {
  const tried = USUAL_PORTS.filter((port) => port !== refusedPort)
  const connectTimeoutMs = Math.min(1_000, Math.max(120, 4 * refusedAfterMs))
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
  signal?: AbortSignal,
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
