import { defineCause } from '../define.ts'
import { isLoopback } from '../reading/listening.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteUnit } from '../reading/units.ts'

export const acceptBacklogFull = defineCause({
  id: 'accept-backlog-full',
  title: 'The queue of new connections is full',
  needs: ['listeners', 'host'],
  also: ['units'],
  recognise: ({ listeners, host, units }) => {
    // The kernel lets one connection more wait than the backlog says. netstat does not tell the backlog.
    const full = listeners.listeners.find(
      (one) => one.port === host.port && one.sendQ > 0 && one.recvQ > one.sendQ && !isLoopback(one),
    )
    if (!full) return undefined
    const owner = full.process ? `${full.process} (pid ${full.pid})` : 'its owner'
    // Behind a socket unit systemd leaves connections in the queue until the service has started.
    const starting = units?.units.find(({ id, activeState }) => SERVICE.test(id) && activeState === 'activating')
    const why =
      full.process === 'systemd' && starting ? `, while ${starting.id} does not get to the end of its start` : ''
    return {
      confidence: 'proven',
      summary: `${full.recvQ} connections wait on port ${host.port} for ${owner}${why}. No more fit in: the kernel drops new ones in silence.`,
      evidence: [
        ...quoteLines(listeners, (line) => isFull(line, host.port)),
        ...(why && units && starting ? quoteUnit(units, starting, ['ActiveState', 'SubState']) : []),
      ],
      advice: why
        ? 'systemctl status ssh (what does its start wait for?), mend that, then sudo systemctl restart ssh.socket ssh.service'
        : `sudo ss -Htn state established 'sport = :${host.port}' (who floods it?); top (is the host starved of CPU?); sudo systemctl restart ssh empties the queue`,
      affects: 'everybody',
    }
  },
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `ss -Hltn 'sport = :${host.port}' (Recv-Q above Send-Q?)`,
})

const SERVICE = /^sshd?\.service$/

function isFull(line: string, port: number): boolean {
  const [, recvQ, sendQ, local = ''] = line.trim().split(/\s+/)
  return local.endsWith(`:${port}`) && Number(recvQ) > Number(sendQ)
}
