import type { Address } from '../../domain/address.ts'
import type { LogLine } from '../../domain/inside.ts'
import { defineCause } from '../define.ts'
import { reachableOn } from '../reading/listening.ts'
import { describeAttempt, isReset } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const middleboxReset = defineCause({
  id: 'middlebox-reset',
  title: 'Something on the way resets the connection',
  needs: ['connect', 'listeners', 'firewall', 'sshd-log', 'host'],
  also: ['banner', 'kex'],
  recognise: ({ connect, listeners, firewall, 'sshd-log': log, host, banner, kex }) => {
    const weWereReset = banner?.outcome === 'banner' && kex?.outcome === 'closed' && /ECONNRESET/.test(kex.error)
    const theyWereReset = weWereReset
      ? log.lines.filter((line) => isResetBy(line, localAddressOf(connect)) && isSameMoment(line.at, kex.at))
      : []
    if (weWereReset && theyWereReset.length > 0)
      return {
        // A peer that sshd no longer knows may have been anybody.
        confidence: theyWereReset.some(({ text }) => !text.includes(' UNKNOWN ')) ? 'proven' : 'likely',
        summary: `Both ends were reset: we by ${host.name}, as it seems, and ${host.name} by us. Neither did it, so something on the way does, once it has seen SSH.`,
        evidence: [
          ...quoteProbe('kex', `after the banner ${banner.line}: ${kex.error}`),
          ...quoteLines(log, (line) => theyWereReset.some(({ text }) => line.endsWith(text))),
        ],
        advice:
          'Ask whoever runs the firewall or intrusion prevention on the way for an exception for SSH to this host',
        affects: 'vantage',
      }
    const open = reachableOn(listeners, host.port)
    if (!(isReset(connect) || connect.outcome === 'reset') || open.length === 0) return undefined
    if (firewall.blocking.length > 0 || log.lines.some((line) => isStartAfter(line, connect.at))) return undefined
    return {
      // Somebody may have started sshd between the check and the look at the console, and its log may be gone.
      confidence: 'likely',
      summary: `The connection to port ${host.port} was reset although ${host.name} listens there and no rule of its own rejects anything: something on the way answers for it.`,
      evidence: [
        ...quoteProbe('connect', describeAttempt(connect)),
        ...quoteLines(listeners, (line) => new RegExp(`:${host.port}\\s`).test(line)),
      ],
      advice: `On the console, while somebody tries again: sudo tcpdump -ni any tcp port ${host.port} (no SYN arrives: ask whoever runs the firewalls on the way)`,
      affects: 'vantage',
    }
  },
  excludedBy: { login: 'accepted', connect: 'timed-out' },
  decide: ({ host }) =>
    `On the console, while somebody tries: sudo tcpdump -ni any tcp port ${host.port} (does the host send that reset?)`,
})

const localAddressOf = (connect: { outcome: string; localAddress?: Address }): Address | undefined =>
  connect.outcome === 'connected' ? connect.localAddress : undefined

/**
 * sshd's own words for a peer that reset the connection before the login. Of 10.0 the process that says so may not know the
 * peer any more.
 */
function isResetBy({ tag, text }: LogLine, vantage: Address | undefined): boolean {
  const [, peer] =
    /^Connection reset by (?:(?:authenticating|invalid) user \S+ )?(\S+) port -?\d+(?: \[preauth\])?$/.exec(text) ?? []
  return tag.startsWith('sshd') && vantage !== undefined && (peer === vantage || peer === 'UNKNOWN')
}

/** Two clocks: a minute apart is the same moment. */
const isSameMoment = (logged: string, asked: string): boolean =>
  Math.abs(Date.parse(logged) - Date.parse(asked)) < 60_000

/** sshd began to listen after the check: then nobody listened when we knocked. */
const isStartAfter = ({ tag, text, at }: LogLine, asked: string): boolean =>
  tag.startsWith('sshd') && text.startsWith('Server listening on ') && Date.parse(at) > Date.parse(asked)
