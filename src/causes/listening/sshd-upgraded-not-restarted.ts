import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { quoteLast, sinceLastStart } from '../reading/unit-history.ts'
import { serviceOf } from '../reading/units.ts'

/** What the new program says when the old listener starts it for a connection. */
const MISMATCH = /^(?:fatal: )?(?:-R not supported here$|rexec version mismatch|recv_rexec_state: )/

/** TCP wrappers close after 5 s; what cannot serve closes at once. */
const AT_ONCE_MS = 2_000

export const sshdUpgradedNotRestarted = defineCause({
  id: 'sshd-upgraded-not-restarted',
  title: 'sshd was upgraded, and the old one still listens',
  needs: ['sshd-process', 'listeners', 'units', 'unit-history', 'host'],
  also: ['banner', 'sshd-config'],
  recognise: ({ 'unit-history': history, 'sshd-config': config, banner, units, host, ...inside }) => {
    const old = replacedListener(inside['sshd-process'], inside.listeners, host.port)
    const service = serviceOf(units)
    if (!old || !service) return undefined
    const said = sinceLastStart(history, service).findLast(isMismatch)
    const closed = banner?.outcome === 'closed' && banner.afterMs <= AT_ONCE_MS ? banner : undefined
    // What sshd -t complains of is a reason of its own why connections end.
    if (!said && (!closed || config?.complaint !== '')) return undefined
    return {
      confidence: said ? 'proven' : 'likely',
      summary: `sshd (pid ${old.pid}) of ${host.name} runs a program that was replaced on disk, and ${said ? `the new one cannot serve the connections that it hands over: ${said.text}` : 'it ends every connection at once'}.`,
      evidence: [
        ...quoteLines(inside['sshd-process'], (line) => line.trim() === old.exe).slice(0, 1),
        ...(said ? quoteLast(history, [`: ${said.text}`]) : []),
        ...(closed ? quoteProbe('banner', `closed after ${closed.afterMs} ms without a byte`) : []),
      ],
      advice: `sudo sshd -t && sudo systemctl restart ${service.id} (sessions that are open stay)`,
      affects: 'everybody',
      remedies: [{ id: 'sshd-restart', args: { unit: service.id, port: String(host.port) } }],
    }
  },
  remedies: ['sshd-restart'],
  excludedBy: { banner: 'banner' },
  decide: () => 'sudo readlink /proc/$(systemctl show ssh -p MainPID --value)/exe; sudo journalctl -u ssh -n 20',
})

/** The process that holds the port, when the file that it runs has gone from the disk or was replaced. */
function replacedListener(
  { processes }: Answered<'sshd-process'>,
  { listeners }: Answered<'listeners'>,
  wanted: number,
) {
  const holders = listeners.filter(({ port }) => port === wanted).map(({ pid }) => pid)
  return processes.find(({ pid, exe }) => holders.includes(pid) && exe.endsWith(' (deleted)'))
}

const isMismatch = ({ tag, text }: LogLine): boolean => tag === 'sshd' && MISMATCH.test(text)
