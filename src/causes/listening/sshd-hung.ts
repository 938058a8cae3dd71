import type { RemedyCall } from '../../domain/diagnosis.ts'
import type { SshdProcess } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { repeatsHandshake } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { serviceOf } from '../reading/units.ts'

export const sshdHung = defineCause({
  id: 'sshd-hung',
  title: 'sshd accepts connections but does not serve them',
  needs: ['listeners', 'sshd-process', 'host'],
  also: ['units'],
  recognise: ({ listeners, 'sshd-process': processes, host, units }) => {
    const waiting = listeners.listeners.find(
      ({ port, recvQ, process }) => port === host.port && recvQ > 0 && process === 'sshd',
    )
    const stuck = processes.processes.find(({ pid, state }) => pid === waiting?.pid && (state === 'T' || state === 'D'))
    if (!waiting || !stuck) return undefined
    const how = stuck.state === 'T' ? 'is stopped by a signal' : 'waits for a disk or a file system'
    return {
      confidence: 'proven',
      summary: `sshd (pid ${stuck.pid}) ${how}: ${waiting.recvQ} connections wait to be accepted.`,
      evidence: [
        ...quoteLines(listeners, (line) => line.includes(`pid=${stuck.pid},`)),
        ...quoteLines(processes, (line) => new RegExp(`^\\s*${stuck.pid}\\s`).test(line)),
      ],
      advice:
        stuck.state === 'T'
          ? `sudo kill -CONT ${stuck.pid}`
          : `sudo cat /proc/${stuck.pid}/stack, then see to that file system`,
      affects: 'everybody',
      remedies: remediesFor(stuck, units, host.port),
    }
  },
  suspicion: {
    needs: ['connect', 'banner', 'host'],
    recognise: ({ connect, banner, host }) => {
      if (connect.outcome !== 'connected' || banner.outcome !== 'silent' || repeatsHandshake(banner)) return undefined
      // A process that hangs does not hang up.
      if (banner.closedWhenAsked) return undefined
      return {
        confidence: 'likely',
        summary: `The kernel of ${host.name} accepts the connection, but sshd says nothing for ${banner.waitedMs} ms: it probably hangs. A firewall that loses the way back looks the same, and so does another program that waits for the client to speak.`,
        evidence: quoteProbe(
          'banner',
          `connected to ${connect.address} port ${connect.port}, no byte within ${banner.waitedMs} ms`,
        ),
        advice: `On the console: ss -ltn 'sport = :${host.port}' (Recv-Q above 0: sshd hangs), ps -C sshd -o pid,stat,wchan; then sudo systemctl restart ssh`,
        affects: 'everybody',
      }
    },
  },
  masks: ['accept-backlog-full'],
  remedies: ['sshd-restart'],
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `ss -ltn 'sport = :${host.port}'; ps -C sshd -o pid,stat,wchan`,
})

/** Nothing ends a process that waits for a disk; and only the one that systemd has started does it start anew. */
function remediesFor({ pid, state }: SshdProcess, units: Answered<'units'> | undefined, port: number): RemedyCall[] {
  const service = units && serviceOf(units)
  if (state !== 'T' || service?.mainPid !== pid) return []
  return [{ id: 'sshd-restart', args: { unit: service.id, port: String(port) } }]
}
