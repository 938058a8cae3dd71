import { defineCause } from '../define.ts'
import { isMissedOn, reachableOn, sshPorts } from '../reading/listening.ts'
import { isReset } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { activeSocketOf } from '../reading/units.ts'

const advise = (port: number, wanted: number, socket?: string) =>
  socket
    ? `Connect with: ssh -p ${port} … (or add “ListenStream=${wanted}” with sudo systemctl edit ${socket}, and restart it)`
    : `Connect with: ssh -p ${port} … (or add “Port ${wanted}” to sshd_config, run sshd -t and reload)`

export const wrongPortListening = defineCause({
  id: 'wrong-port-listening',
  title: 'sshd listens on another port',
  needs: ['listeners', 'host'],
  also: ['units'],
  recognise: ({ listeners, host, units }) => {
    const [port] = sshPorts(listeners, units)
    if (port === undefined || reachableOn(listeners, host.port).length > 0) return undefined
    if (isMissedOn(units, host.port)) return undefined
    return {
      confidence: 'proven',
      summary: `sshd of ${host.name} listens on port ${port}, and nothing listens on port ${host.port}.`,
      evidence: quoteLines(listeners, (line) => line.includes(`:${port} `) && /"(sshd|systemd)"/.test(line)),
      advice: advise(port, host.port, units && activeSocketOf(units)?.id),
      affects: 'everybody',
    }
  },
  suspicion: {
    needs: ['connect', 'other-ports', 'host'],
    recognise: ({ connect, 'other-ports': others, host }) => {
      const [found] = others.found
      if (!found || !isReset(connect)) return undefined
      return {
        confidence: 'likely',
        summary: `An SSH server of ${host.name} answers on port ${found.port}, and port ${host.port} refuses.`,
        evidence: quoteProbe('other-ports', `TCP ${connect.address} port ${found.port}: ${found.line}`),
        advice: advise(found.port, host.port),
        affects: 'everybody',
      }
    },
  },
  masks: ['sshd-stopped'],
  excludedBy: { banner: 'banner' },
  decide: () => `ss -Hltnp | grep sshd`,
})
