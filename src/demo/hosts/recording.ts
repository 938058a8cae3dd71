import { readFileSync } from 'node:fs'

/** What stands in the blanks of a recording; a blank without a value leaves its line out, or its whole command. */
export type Blanks = Record<string, string | number | undefined>

/**
 * What the evidence script printed on a real Debian 12 host, with blanks for what differs from run to run and from host to
 * host, and with its times moved as if it ran now.
 */
export function replay(name: 'banned' | 'clean', blanks: Blanks, nowMs: number): string {
  const recorded = readFileSync(new URL(`./recordings/${name}.txt`, import.meta.url), 'utf8')
  return movedTo(nowMs, recorded)
    .split(/(?=^@@ssh-medic \{\{nonce\}\} begin )/m)
    .map((command) => filled(command, blanks))
    .join('')
}

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

/** The recording's own clock is the first time in it. */
function movedTo(nowMs: number, recorded: string): string {
  const [clock = ''] = recorded.match(STAMP) ?? []
  const byMs = nowMs - Date.parse(`${clock}Z`)
  return recorded.replace(STAMP, (stamp) => utc(Date.parse(`${stamp}Z`) + byMs))
}

/** `2026-11-21T06:31:38`, in UTC. */
export const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 19)
