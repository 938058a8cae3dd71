import type { Answered } from '../../domain/observation.ts'

type NotSsh = Extract<Answered<'banner'>, { outcome: 'not-ssh' }>

/** Lines that come this far apart were not written at once. */
const APART_MS = 400
const FEWEST_DRIPS = 2

/** Whether it says a line now and then and never becomes SSH: that keeps clients waiting on purpose. */
export function drips(banner: Answered<'banner'>): boolean {
  if (banner.outcome !== 'not-ssh' || serviceOf(banner.text) !== undefined) return false
  const times = banner.words?.map(({ afterMs }) => afterMs) ?? []
  const apart = times.slice(1).filter((at, index) => at - (times[index] ?? 0) >= APART_MS)
  // On a busy line two may come at once now and then.
  return times.length >= FEWEST_DRIPS && apart.length * 2 >= times.length - 1
}

const SERVICES: [RegExp, string][] = [
  [/^HTTP\/|^<(!doctype|html)/i, 'a web server'],
  [/^bytes (15|16) 03 /, 'a TLS server, such as HTTPS'],
  [/^220[ -].*\bFTP/i, 'an FTP server'],
  [/^[24]\d\d[ -].*(SMTP|mail)/i, 'a mail server (SMTP)'],
  [/^[1-5]\d\d[ -]/, 'a server that greets like mail or FTP'],
  [/^\* OK/, 'a mail server (IMAP)'],
  [/^\+OK/, 'a mail server (POP3)'],
  [/^RFB /, 'a VNC server'],
  [/^-ERR /, 'a Redis server'],
  [/^bytes (.. ){3}00 0a /, 'a MySQL or MariaDB server'],
  [/^bytes ff f[bd] /, 'a telnet server'],
]

/** What a greeting sounds like. */
export const serviceOf = (text: string): string | undefined => SERVICES.find(([sound]) => sound.test(text))?.[1]

/** What it said and when, a line each. */
export const quoteWords = ({ words = [], text, asked }: NotSsh): string =>
  words.length === 0
    ? text
    : words.map((word) => `${asked ? 'asked, ' : ''}after ${word.afterMs} ms: ${word.text}`).join('\n')
