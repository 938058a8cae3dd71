import { canonicalAddress } from '../../domain/address.ts'
import type { LogLine, SshdProcess } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { isYounger, RECENT_MS } from './recent-lines.ts'

/** A connection that sshd turned away because too many had not logged in yet. */
export interface Dropped {
  line: LogLine
  /** How many had not logged in, in all, when it came. */
  waiting: number
  address: string
}

/** Up to 9.7 `… past MaxStartups`, since 9.8 `… Maxstartups`. PerSourceMaxStartups says the same words. */
const DROPPED =
  /^drop connection #(\d{1,6}) from \[([^\]]{1,64})\]:\d+ on \[[^\]]{1,64}\]:\d+ (?:past )?max ?startups$/i

export function recentlyDropped(log: Answered<'sshd-log'>, identity: Answered<'identity'>): Dropped[] {
  return log.lines.flatMap((line) => {
    const [, waiting, address] = DROPPED.exec(line.text) ?? []
    if (!address || !isYounger(line, identity, RECENT_MS)) return []
    return [{ line, waiting: Number(waiting), address: canonicalAddress(address) ?? address }]
  })
}

/** From how many connections without a login on MaxStartups refuses: by the process's title, else by the configuration. */
export function whereThrottlingBegins(
  listener: SshdProcess | undefined,
  config: Answered<'sshd-config'> | undefined,
): number {
  const configured = Number(config?.global.maxstartups?.[0]?.split(':')[0])
  return listener?.startups?.begin ?? (configured > 0 ? configured : 10)
}

/** The listener with the most connections that have not logged in. */
export function busiest(processes: readonly SshdProcess[]): SshdProcess | undefined {
  return [...processes].sort((a, b) => (b.startups?.now ?? 0) - (a.startups?.now ?? 0))[0]
}

/** Who holds most of the open connections: ` Most connections are open from 198.51.100.9 (6).` */
export function crowdOf(sessions: Answered<'sessions'> | undefined): string {
  const counts = new Map<string, number>()
  for (const peer of sessions?.peers ?? []) counts.set(peer, (counts.get(peer) ?? 0) + 1)
  const [first] = [...counts].sort(([, a], [, b]) => b - a)
  return first && first[1] > 1 ? ` Most open connections are from ${first[0]} (${first[1]}).` : ''
}
