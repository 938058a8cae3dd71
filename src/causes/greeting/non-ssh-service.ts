import { defineCause } from '../define.ts'
import { drips, quoteWords, serviceOf } from '../reading/greeting.ts'
import { reachableOn } from '../reading/listening.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const nonSshService = defineCause({
  id: 'non-ssh-service',
  title: 'Another service answers on the SSH port',
  needs: ['banner', 'listeners', 'host'],
  also: ['sshd-config'],
  recognise: ({ banner, listeners, host, 'sshd-config': config }) => {
    if (banner.outcome !== 'not-ssh' || drips(banner)) return undefined
    const owner = reachableOn(listeners, host.port).find(({ process }) => process !== undefined)
    const isOther = owner !== undefined && owner.process !== 'sshd'
    const wanted = config?.global.port?.includes(String(host.port))
    return {
      // sshd means to have this port: then why it has not is the better answer.
      confidence: isOther && !wanted ? 'proven' : 'likely',
      summary: isOther
        ? `On port ${host.port} of ${host.name} answers ${owner.process} (pid ${owner.pid}), not sshd${sounds(banner.text)}.`
        : `What answers on port ${host.port} does not speak SSH${sounds(banner.text)}, and no process of ${host.name} does that: something in front of it answers.`,
      evidence: [
        ...quoteProbe('banner', quoteWords(banner)),
        ...(owner
          ? quoteLines(listeners, (line) => line.includes(`pid=${owner.pid},`) && line.includes(`:${host.port} `))
          : []),
      ],
      advice: isOther
        ? `Where sshd listens: ss -ltnp | grep sshd. Connect there, or move ${owner.process} away from port ${host.port} and let sshd have it`
        : 'Look at the port forwarding, balancer or proxy in front of this host',
      affects: 'everybody',
    }
  },
  suspicion: {
    needs: ['banner', 'host'],
    recognise: ({ banner, host }) => {
      if (banner.outcome !== 'not-ssh' || drips(banner)) return undefined
      return {
        confidence: 'likely',
        summary: `What answers on port ${host.port} of ${host.name} does not speak SSH${sounds(banner.text)}.`,
        evidence: quoteProbe('banner', quoteWords(banner)),
        advice: `On the console: sudo ss -ltnp 'sport = :${host.port}' (whose port is it?); ss -ltnp | grep sshd (where is sshd?)`,
        affects: 'everybody',
      }
    },
  },
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `sudo ss -ltnp 'sport = :${host.port}'`,
})

const sounds = (text: string) => {
  const service = serviceOf(text)
  return service ? `: it sounds like ${service}` : ''
}
