import type { Recognised } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { drips, quoteWords } from '../reading/greeting.ts'
import { reachableOn, sshdPorts } from '../reading/listening.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const tarpit = defineCause({
  id: 'tarpit',
  title: 'A tarpit answers on the SSH port',
  needs: ['banner', 'listeners', 'host'],
  recognise: ({ banner, listeners, host }) => {
    const owner = reachableOn(listeners, host.port).find(({ process }) => process !== undefined && process !== 'sshd')
    const suspicion = dripping(banner, host.port)
    if (!owner || !suspicion) return suspicion
    const [port] = sshdPorts(listeners)
    return {
      ...suspicion,
      confidence: 'proven',
      summary: `On port ${host.port} of ${host.name} runs ${owner.process} (pid ${owner.pid}), which says a line now and then and keeps clients waiting: ${port ? `sshd is on port ${port}` : 'no sshd listens elsewhere'}.`,
      evidence: [
        ...suspicion.evidence,
        ...quoteLines(listeners, (line) => line.includes(`pid=${owner.pid},`) || line.includes('"sshd"')),
      ],
      advice: port
        ? `It is there on purpose, to hold up scanners. Connect with: ssh -p ${port} …`
        : `It is there on purpose; start sshd on the port it is meant to have: sudo sshd -T | grep ^port`,
    }
  },
  suspicion: {
    needs: ['banner', 'host'],
    recognise: ({ banner, host }) => dripping(banner, host.port),
  },
  masks: ['non-ssh-service', 'sshd-hung', 'wrong-port-listening'],
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `sudo ss -ltnp 'sport = :${host.port}'; ss -ltnp | grep sshd`,
})

function dripping(banner: Answered<'banner'>, port: number): Recognised | undefined {
  if (banner.outcome !== 'not-ssh' || !drips(banner)) return undefined
  return {
    confidence: 'likely',
    summary: `What answers on port ${port} says a random line now and then and never “SSH-”: a tarpit that keeps scanners waiting. The real sshd is probably on another port.`,
    evidence: quoteProbe('banner', quoteWords(banner)),
    advice: 'Ask who runs this host for the real port; on the console: ss -ltnp | grep sshd',
    affects: 'everybody',
  }
}
