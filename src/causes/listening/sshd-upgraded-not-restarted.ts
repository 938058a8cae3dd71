import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { closesAtOnce, listens, quoteLog } from '../reading/serving.ts'

/** What the new program says when the old listener starts it. */
const MISMATCH = /^(fatal: )?(-R not supported here|rexec version mismatch|recv_rexec_state: )/

export const sshdUpgradedNotRestarted = defineCause({
  id: 'sshd-upgraded-not-restarted',
  title: 'sshd was upgraded, and the old one still listens',
  needs: ['sshd-process', 'sshd-log', 'sshd-config', 'listeners'],
  also: ['banner', 'kex'],
  recognise: ({ 'sshd-process': processes, 'sshd-log': log, 'sshd-config': config, listeners, banner, kex }) => {
    const old = processes.processes.find(({ exe }) => exe.endsWith(' (deleted)'))
    if (!old || !listens(listeners)) return undefined
    const said = mismatchIn(log)
    // A complaint of sshd -t is a reason of its own why connections end.
    if (!said && (config.complaint !== '' || !closesAtOnce(banner, kex))) return undefined
    return {
      confidence: said ? 'proven' : 'likely',
      summary: `sshd (pid ${old.pid}) runs a program that was replaced on disk, and ${said ? 'the new one cannot serve its connections' : 'closes every connection at once'}.`,
      evidence: [
        ...quoteLines(processes, (line) => line.trim() === old.exe),
        ...(said ? quoteLog(log, [said]) : atTheDoor(banner)),
      ],
      advice: 'sudo sshd -t && sudo systemctl restart ssh (open sessions stay)',
      affects: 'everybody',
      ...(said && { since: said.at }),
    }
  },
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'sudo readlink /proc/$(systemctl show ssh -p MainPID --value)/exe; sudo journalctl -t sshd -n 20',
})

const atTheDoor = (banner: Answered<'banner'> | undefined) =>
  banner?.outcome === 'closed' ? quoteProbe('banner', `closed after ${banner.afterMs} ms without a byte`) : []

/** A listener that began after the last such line is another one. */
function mismatchIn({ lines }: Answered<'sshd-log'>): LogLine | undefined {
  const last = lines.findLastIndex(({ tag, text }) => tag.startsWith('sshd') && MISMATCH.test(text))
  const restarted = lines.slice(last + 1).some(({ tag, text }) => tag === 'sshd' && text.startsWith('Server listening'))
  return restarted ? undefined : lines[last]
}
