import type { Duplex } from 'node:stream'
import type { OutsideAnswers } from '../domain/observation.ts'
import { flowOf } from './flow.ts'
import { type Heard, hear, type Word } from './hear.ts'

type Banner = OutsideAnswers['banner']

/** TCP wrappers close after 5 s: a silence shorter than that would hide them. */
const BANNER_TIMEOUT_MS = 8_000
/** For servers that wait for a word of ours: those of the web, and balancers. Tarpits say their first one after 10 s. */
const ASKED_TIMEOUT_MS = 3_000
/** How long a server that says one line now and then is listened to. */
const DRIP_TIMEOUT_MS = 14_000
const DRIPS = 3
const MAX_BYTES = 8_192
const MAX_TEXT = 1_024
/** What every client says first: a server that expects another protocol answers it, or hangs up. */
const OUR_LINE = 'SSH-2.0-ssh-medic\r\n'

interface Options {
  timeoutMs?: number
  askedMs?: number
  signal?: AbortSignal | undefined
}

/**
 * Reads what the server says by itself, and says nothing: one that speaks turns a refusal into a random reset. Only after a whole
 * silence it speaks. On a banner the bytes are put back, so that the key exchange can go on over the same connection; else the
 * socket is destroyed.
 */
export async function readBanner(socket: Duplex, options: Options = {}): Promise<Banner> {
  const { signal } = options
  if (signal?.aborted) socket.destroy()
  signal?.throwIfAborted()
  const heard = await hear(socket, {
    timeoutMs: options.timeoutMs ?? BANNER_TIMEOUT_MS,
    enough: (words) => bannerIn(words) !== undefined || bytesOf(words).length > MAX_BYTES,
    signal,
  })
  const banner = bannerIn(heard.words)
  if (banner) {
    putBack(socket, bytesOf(heard.words))
    return banner
  }
  const answer = await whatElse(socket, heard, options)
  socket.on('error', () => {}).destroy()
  return answer
}

function whatElse(socket: Duplex, heard: Heard, options: Options): Banner | Promise<Banner> {
  const { timeoutMs = BANNER_TIMEOUT_MS } = options
  if (heard.end) return endedWith(heard, heard.end)
  return heard.words.length > 0 ? listenOn(socket, heard, options) : ask(socket, timeoutMs, options)
}

function putBack(socket: Duplex, read: Buffer): void {
  socket.pause()
  socket.unshift(read)
}

/** Nothing came: says our line, as any client would by now. */
async function ask(socket: Duplex, waitedMs: number, options: Options): Promise<Banner> {
  const flow = flowOf(socket)
  socket.write(OUR_LINE)
  const { askedMs = ASKED_TIMEOUT_MS, signal } = options
  const heard = await hear(socket, { timeoutMs: askedMs, enough: (words) => words.length > 0, signal })
  const late = bannerIn(heard.words)
  const silent = { outcome: 'silent' as const, waitedMs, ...(flow && { flow }) }
  if (late) return { ...silent, late: late.line }
  if (heard.words.length > 0) {
    const words = heard.words.map((word) => ({ ...word, afterMs: word.afterMs + waitedMs }))
    return listenOn(socket, { ...heard, words, ms: heard.ms + waitedMs }, options, true)
  }
  return { ...silent, ...(heard.end && { closedWhenAsked: heard.end }) }
}

/** Some words came that are not SSH. One that goes on with a line now and then is no service. */
async function listenOn(socket: Duplex, heard: Heard, { signal }: Options, asked?: true): Promise<Banner> {
  const isOther = heard.end || bytesOf(heard.words).length > MAX_BYTES || !mayDrip(heard.words)
  const more = DRIPS - heard.words.length
  if (isOther || more <= 0) return notSsh(heard.words, asked)
  const next = await hear(socket, { timeoutMs: DRIP_TIMEOUT_MS, enough: (words) => words.length >= more, signal })
  const later = next.words.map((word) => ({ ...word, afterMs: word.afterMs + heard.ms }))
  return notSsh([...heard.words, ...later], asked)
}

/** Whole lines of plain text that greet in no protocol we know. */
const mayDrip = (words: Word[]): boolean => {
  const text = bytesOf(words).toString('latin1')
  return /^[\x20-\x7e\r\n]*\n$/.test(text) && !OTHER_GREETINGS.test(text)
}

/** The identification line and what came before it (RFC 4253, 4.2); undefined until a whole line of it is there. */
function bannerIn(words: Word[]): Extract<Banner, { outcome: 'banner' }> | undefined {
  const lines = bytesOf(words).toString('latin1').split('\n')
  const index = lines.findIndex((line) => line.startsWith('SSH-'))
  if (index < 0 || index === lines.length - 1) return undefined
  const line = clean(lines[index] ?? '')
  const [, protocol = '', software = ''] = /^SSH-([^-]*)-(.*)$/.exec(line) ?? []
  return { outcome: 'banner', line, protocol, software, preamble: lines.slice(0, index).map(clean) }
}

function endedWith({ words, ms: afterMs }: Heard, end: 'eof' | 'reset'): Banner {
  if (words.length === 0) return { outcome: 'closed', end, afterMs }
  const text = printable(bytesOf(words))
  return OTHER_GREETINGS.test(text) || isBinary(bytesOf(words)) ? notSsh(words) : { outcome: 'refusal-text', text, end }
}

/** Web, mail, FTP and VNC servers also close after a word; what is left is sshd turning somebody away. */
const OTHER_GREETINGS = /^(HTTP\/|[1-5]\d\d[ -]|\* |\+OK|-ERR|RFB |<)/

function notSsh(words: Word[], asked?: true): Banner {
  const told = words.slice(0, 6).map(({ afterMs, bytes }) => ({ afterMs, text: printable(bytes).slice(0, 120) }))
  return { outcome: 'not-ssh', text: printable(bytesOf(words)), words: told, ...(asked && { asked }) }
}

const bytesOf = (words: Word[]): Buffer => Buffer.concat(words.map(({ bytes }) => bytes))
const clean = (line: string) => line.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_TEXT)

/** More than line ends and a stray byte that is not text; telnet begins with 255. */
const isBinary = (read: Buffer): boolean =>
  read[0] === 0xff ||
  read.subarray(0, 64).filter((byte) => byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09).length > 1

const printable = (read: Buffer): string =>
  isBinary(read)
    ? `bytes ${read
        .subarray(0, 32)
        .toString('hex')
        .replace(/(..)(?=.)/g, '$1 ')}`
    : read
        .toString('latin1')
        .replace(/\r/g, '')
        .replace(/[^\x20-\x7e\n]/g, '·')
        .trim()
        .slice(0, MAX_TEXT)
