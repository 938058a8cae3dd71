import type { Front } from '../../domain/inside/front.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

/** TCP wrappers take 5 s; what waits for a server that is silent takes longer still. */
const AT_ONCE_MS = 4_000

/** What proxies say when nobody behind them takes the connection. */
const NOBODY_BEHIND =
  /Failed to (connect to|get) remote (host|socket)|\bconnect\(.{0,120}(Connection refused|timed out|No route to host)|has no server available|upstream.{0,200}(refused|timed out)|no live upstreams/i

export const lbNoBackend = defineCause({
  id: 'lb-no-backend',
  title: 'A proxy takes the connection and has nobody to pass it on to',
  needs: ['banner', 'front', 'host'],
  recognise: ({ banner, front, host }) => {
    if (banner.outcome !== 'closed' || banner.afterMs > AT_ONCE_MS) return undefined
    const [proxy] = front.fronts
    if (!proxy) return undefined
    const said = front.log.findLast(({ text }) => NOBODY_BEHIND.test(text))
    return {
      confidence: said ? 'proven' : 'likely',
      summary: `On port ${host.port} of ${host.name} ${nameOf(proxy)} takes connections and ends them at once${said ? ': it cannot reach what is behind it' : ', as a proxy does that has nobody behind it'}.`,
      evidence: [
        ...quoteProbe('banner', `no byte, connection closed (${banner.end}) after ${banner.afterMs} ms`),
        ...quoteLines(front, (line) => proxy.args !== '' && line.includes(proxy.args)),
        ...quoteLines(front, (line) => proxy.pid === 1 && line.trim().endsWith(` ${proxy.unit}`)),
        ...(said ? quoteLines(front, (line) => line.endsWith(`: ${said.text}`)).slice(0, 1) : []),
      ],
      advice: `See where it passes connections on to (${proxy.unit ? `systemctl cat ${proxy.unit}` : `ps -ww -p ${proxy.pid}`}), and start or correct that; sshd itself: ss -ltnp | grep sshd`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-upgraded-not-restarted', 'non-ssh-service'],
  excludedBy: { banner: 'banner' },
  decide: ({ host }) =>
    `sudo ss -ltnp 'sport = :${host.port}' (a proxy? then its log and its servers); behind a balancer: the health of its targets`,
})

const nameOf = ({ name, unit, pid }: Front): string =>
  pid === 1 ? `${unit} (started by systemd)` : `${name} (pid ${pid}${unit ? `, ${unit}` : ''})`
