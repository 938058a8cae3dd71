import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'

export const acceptBacklogFull = defineCause({
  id: 'accept-backlog-full',
  title: 'The queue of new connections is full',
  needs: ['listeners', 'host'],
  recognise: ({ listeners, host }) => {
    // The kernel lets one connection more wait than the backlog says. netstat does not tell the backlog.
    const full = listeners.listeners.find(({ port, recvQ, sendQ }) => port === host.port && sendQ > 0 && recvQ > sendQ)
    if (!full) return undefined
    const owner = full.process ? `${full.process} (pid ${full.pid})` : 'sshd'
    return {
      confidence: 'proven',
      summary: `${full.recvQ} connections wait on port ${host.port} for ${owner}, and no more fit in: the kernel drops new ones in silence.`,
      evidence: quoteLines(listeners, (line) => {
        const [, recvQ, sendQ, local = ''] = line.trim().split(/\s+/)
        return local.endsWith(`:${host.port}`) && Number(recvQ) > Number(sendQ)
      }),
      advice: `sudo ss -Htn state established 'sport = :${host.port}' | awk '{print $4}' | sort | uniq -c | sort -n | tail (who floods it?); top (is the host starved of CPU?); sudo systemctl restart ssh empties the queue`,
      affects: 'everybody',
    }
  },
  excludedBy: { banner: 'banner' },
  decide: ({ host }) => `ss -Hltn 'sport = :${host.port}' (Recv-Q above Send-Q?)`,
})
