import type { LogLine } from '../../domain/inside.ts'

/** A line of journalctl's short-iso, or of rsyslog in its ISO or traditional form. Undefined when it is none of them. */
export function logLine(line: string): LogLine | undefined {
  const [, at, tag, pid, text] =
    /^(\d{4}-\d\d-\d\dT\S{8,28}|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) \S+ ([^\s:[\]]{1,64})(?:\[(\d{1,10})\])?: (.*)$/.exec(
      line,
    ) ?? []
  if (at === undefined || tag === undefined || text === undefined) return undefined
  return { at: at.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'), tag, text, ...(pid && { pid: Number(pid) }) }
}
