import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { FRESH_MS, isYounger, quoteNewest } from '../reading/recent-lines.ts'
import { busiest, crowdOf, type Dropped, recentlyDropped, whereThrottlingBegins } from '../reading/startups.ts'

export const maxstartups = defineCause({
  id: 'maxstartups',
  title: 'Too many connections wait to log in, and sshd turns new ones away',
  needs: ['sshd-process', 'sshd-log', 'identity'],
  also: ['client', 'sessions', 'sshd-config'],
  recognise: ({ 'sshd-process': processes, 'sshd-log': log, identity, client, sessions, 'sshd-config': config }) => {
    const listener = busiest(processes.processes)
    const begin = whereThrottlingBegins(listener, config)
    // Below that number it was the source alone that had too many.
    const dropped = recentlyDropped(log, identity).filter(({ waiting }) => waiting >= begin)
    const startups = listener?.startups
    const now = startups !== undefined && startups.now >= startups.begin
    if (!now && !mayLast(dropped, log, identity, client?.address)) return undefined
    const proven = now && (dropped.length > 0 || startups.now >= startups.full)
    return {
      confidence: proven ? 'proven' : 'likely',
      summary: `${now ? `${startups.now} connections have not logged in yet` : `At ${dropped.at(-1)?.line.at} ${dropped.at(-1)?.waiting} connections had not logged in`}, and from ${begin} on MaxStartups turns new ones away${startups ? ` (from ${startups.full} on all of them)` : ''}.${crowdOf(sessions)}`,
      evidence: [
        ...(now
          ? quoteLines(processes, (line) => line.includes('[listener]') && line.includes(`${startups.now} of`))
          : []),
        ...quoteNewest(
          log,
          dropped.map(({ line }) => line),
        ),
      ],
      advice:
        "See who they are (ss -tn state established '( sport = :ssh )') and stop them; then, where so many are normal, raise MaxStartups and lower LoginGraceTime in sshd_config, sudo sshd -t, reload ssh",
      affects: 'everybody',
      ...(dropped[0] && { since: dropped[0].line.at }),
    }
  },
  suspicion: {
    needs: ['banner', 'host'],
    recognise: ({ banner, host }) => {
      if (banner.outcome !== 'refusal-text') return undefined
      const said = /^exceeded maxstartups/i.test(banner.text)
      if (!said && !/^not allowed at this time/i.test(banner.text)) return undefined
      return {
        confidence: said ? 'likely' : 'possible',
        summary: said
          ? `sshd of ${host.name} answers “Exceeded MaxStartups”: too many connections wait to log in, from everywhere or, with PerSourceMaxStartups, from this vantage.`
          : `sshd of ${host.name} answers “Not allowed at this time”: it says so when too many connections wait to log in, and also as a penalty.`,
        evidence: quoteProbe('banner', banner.text),
        advice: 'On the console: ps -ww -C sshd -o args= (the listener’s title counts them)',
        affects: 'everybody',
      }
    },
  },
  decide: () => 'ps -ww -C sshd -o args= | grep listener; sudo journalctl -t sshd --since -10min | grep -i maxstartups',
})

/** Whether the throttling that was logged may last: just now, or the client itself met it and no end was logged. */
function mayLast(
  dropped: readonly Dropped[],
  log: Answered<'sshd-log'>,
  identity: Answered<'identity'>,
  client: string | undefined,
): boolean {
  const last = dropped.at(-1)?.line
  if (!last || hasEnded(log, last)) return false
  return isYounger(last, identity, FRESH_MS) || dropped.some(({ address }) => address === client)
}

/** `exited MaxStartups throttling after 00:00:20, 7 connections dropped` */
const hasEnded = ({ lines }: Answered<'sshd-log'>, { at }: LogLine): boolean =>
  lines.some((line) => line.at >= at && /^exited MaxStartups throttling after /.test(line.text))
