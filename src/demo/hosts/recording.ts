import { readFileSync } from 'node:fs'

/** What stands in the blanks of a recording; a blank without a value leaves its line out, or its whole command. */
export type Blanks = Record<string, string | number | undefined>

/** What differs from a healthy host: the sections that a recording of the trouble has stand for those of the healthy one. */
export type Trouble = 'banned' | 'unbanned' | 'strictmodes' | 'stopped' | 'started' | 'ufw'

/**
 * What the evidence script printed on real Debian 12 hosts, with blanks for what differs from run to run and from host to
 * host, and with its times moved as if it ran now. The demo serves it on loopback, which stands before the recorded host like a
 * NAT: its own loopback addresses are left out, or they would be taken for the ones that were tried.
 */
export function replay(trouble: Trouble | undefined, blanks: Blanks, nowMs: number): string {
  const healthy = framesOf('healthy')
  const instead = trouble === undefined ? [] : framesOf(trouble)
  const sections = new Set(instead.map(sectionOf))
  const [end = '', ...frames] = healthy.filter((frame) => !sections.has(sectionOf(frame))).reverse()
  const [clock] = healthy.join('').match(STAMP) ?? []
  return [...frames.reverse(), ...instead, end]
    .map((frame) => filled(moved(frame, nowMs - Date.parse(`${clock}Z`)), blanks))
    .join('')
}

/** A recording in its parts: what comes before the commands, each command with what it printed, and the end. */
const framesOf = (name: Trouble | 'healthy'): string[] =>
  readFileSync(new URL(`./recordings/${name}.txt`, import.meta.url), 'utf8').split(
    /(?=^@@ssh-medic \{\{nonce\}\} (?:begin|done) )/m,
  )

const sectionOf = (frame: string): string => /^@@ssh-medic \{\{nonce\}\} begin (\S+)/.exec(frame)?.[1] ?? ''

function filled(command: string, blanks: Blanks): string {
  const lines = command.split('\n').map((line) => filledLine(line, blanks))
  return lines[0] === undefined ? '' : lines.filter((line) => line !== undefined).join('\n')
}

function filledLine(line: string, blanks: Blanks): string | undefined {
  const names = [...line.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)
  if (names.some((name) => blanks[name] === undefined)) return undefined
  return line.replace(/\{\{(\w+)\}\}/g, (_blank, name: string) => String(blanks[name]))
}

const STAMP = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=\+0000)/g
/** As `systemctl show` prints times, with the day of the week before them. */
const UNIT_STAMP = /\b[A-Z][a-z]{2} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?= UTC)/g
const BOOT = /(?<=^\|btime )\d+/gm

const moved = (frame: string, byMs: number): string =>
  frame
    .replace(STAMP, (stamp) => utc(Date.parse(`${stamp}Z`) + byMs))
    .replace(UNIT_STAMP, (_all, day: string, time: string) => unitTime(Date.parse(`${day}T${time}Z`) + byMs))
    .replace(BOOT, (seconds) => String(Number(seconds) + Math.round(byMs / 1_000)))

/** `2026-11-21T06:31:38`, in UTC. */
export const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 19)

const unitTime = (ms: number): string => `${new Date(ms).toUTCString().slice(0, 3)} ${utc(ms).replace('T', ' ')}`
