import type { Listener } from '../../domain/inside.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { answersFor, failedBinds, isLoopback, quoteLog, targetOf } from '../reading/serving.ts'

const IN_USE = 'Address already in use'

/** Those that listen on behalf of sshd. */
const ON_BEHALF = ['sshd', 'systemd', 'init', 'xinetd', 'inetd']

export const portTaken = defineCause({
  id: 'port-taken',
  title: 'Another program holds the SSH port',
  needs: ['listeners', 'host'],
  also: ['connect', 'banner', 'sshd-log'],
  recognise: ({ listeners, host, connect, banner, 'sshd-log': log }) => {
    const target = targetOf(host, connect)
    const here = listeners.listeners.filter(
      (one) => one.port === host.port && (target ? answersFor(one, target) : !isLoopback(one)),
    )
    const holder = here.find(isForeign)
    if (!holder || here.some(({ process }) => process === 'sshd')) return undefined
    const failed = failedBinds(log, host.port, IN_USE)
    const rival =
      failed.length > 0 || listeners.listeners.some((one) => one.port === host.port && one.process === 'sshd')
    // Another SSH server may be there on purpose: only one that was heard, and does not speak SSH, is suspicious.
    if (!rival && !banner) return undefined
    return {
      confidence: rival ? 'proven' : 'likely',
      summary: `Port ${host.port} of ${holder.address} belongs to ${holder.process} (pid ${holder.pid})${rival ? ', so sshd could not take it' : ', not to sshd'}.`,
      evidence: [
        ...quoteLines(listeners, (line) => new RegExp(`:${host.port}\\s`).test(line)),
        ...quoteLog(
          log,
          failed.map(({ line }) => line),
        ),
      ],
      advice: `sudo systemctl status ${holder.pid} (what is it, and who started it?), stop or move it, then sudo systemctl reset-failed ssh && sudo systemctl restart ssh`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'addressfamily-mismatch', 'non-ssh-service'],
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `sudo ss -Hltnp 'sport = :${host.port}'; sudo journalctl -t sshd -g 'Bind to port' -n 5`,
})

const isForeign = ({ process }: Listener): boolean => process !== undefined && !ON_BEHALF.includes(process)
