import type { Duplex } from 'node:stream'
import type { Flow, OutsideAnswers } from '../domain/observation.ts'
import { flowOf } from './flow.ts'

type Banner = OutsideAnswers['banner']

/** TCP wrappers close after 5 s: a silence shorter than that would hide them. */
const BANNER_TIMEOUT_MS = 8_000
const MAX_BYTES = 8_192
const MAX_TEXT = 1_024

interface Options {
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/**
 * Reads what the server says by itself, and says nothing: one that speaks turns a refusal into a random reset. On a banner the
 * bytes are put back, so that the key exchange can go on over the same connection; else the socket is destroyed.
 */
export async function readBanner(
  socket: Duplex,
  { timeoutMs = BANNER_TIMEOUT_MS, signal }: Options = {},
): Promise<Banner> {
  if (signal?.aborted) socket.destroy()
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const afterMs = () => Math.round(performance.now() - started)
    let read = Buffer.alloc(0)

    const onData = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk])
      const banner = bannerIn(read)
      if (banner) end(banner)
      else if (read.length > MAX_BYTES) end({ outcome: 'not-ssh', text: printable(read) })
    }
    const onEnd = () => end(endedWith(read, 'eof', afterMs()))
    const onError = () => end(endedWith(read, 'reset', afterMs()))
    const onAbort = () => {
      cleanUp()
      socket.destroy()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => end(silence(read, timeoutMs, flowOf(socket))), timeoutMs)

    function cleanUp() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      socket.off('data', onData).off('end', onEnd).off('error', onError)
    }
    function end(banner: Banner) {
      cleanUp()
      if (banner.outcome === 'banner') putBack(socket, read)
      else socket.on('error', () => {}).destroy()
      resolve(banner)
    }

    signal?.addEventListener('abort', onAbort, { once: true })
    socket.on('data', onData).once('end', onEnd).once('error', onError)
  })
}

function putBack(socket: Duplex, read: Buffer): void {
  socket.pause()
  socket.unshift(read)
}

/** The identification line and what came before it (RFC 4253, 4.2); undefined until a whole line of it is there. */
function bannerIn(read: Buffer): Extract<Banner, { outcome: 'banner' }> | undefined {
  const lines = read.toString('latin1').split('\n')
  const index = lines.findIndex((line) => line.startsWith('SSH-'))
  if (index < 0 || index === lines.length - 1) return undefined
  const line = clean(lines[index] ?? '')
  const [, protocol = '', software = ''] = /^SSH-([^-]*)-(.*)$/.exec(line) ?? []
  return { outcome: 'banner', line, protocol, software, preamble: lines.slice(0, index).map(clean) }
}

function endedWith(read: Buffer, end: 'eof' | 'reset', afterMs: number): Banner {
  if (read.length === 0) return { outcome: 'closed', end, afterMs }
  const text = printable(read)
  return OTHER_GREETINGS.test(text) ? { outcome: 'not-ssh', text } : { outcome: 'refusal-text', text, end }
}

/** Web, mail, FTP and VNC servers also close after a word; what is left is sshd turning somebody away. */
const OTHER_GREETINGS = /^(HTTP\/|[1-5]\d\d[ -]|\* |\+OK|RFB |<)/

const silence = (read: Buffer, waitedMs: number, flow: Flow | undefined): Banner =>
  read.length === 0
    ? { outcome: 'silent', waitedMs, ...(flow && { flow }) }
    : { outcome: 'not-ssh', text: printable(read) }

const clean = (line: string) => line.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_TEXT)
const printable = (read: Buffer) =>
  read
    .toString('latin1')
    .replace(/\r/g, '')
    .replace(/[^\x20-\x7e\n]/g, '·')
    .trim()
    .slice(0, MAX_TEXT)
