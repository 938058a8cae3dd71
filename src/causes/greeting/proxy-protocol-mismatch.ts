import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { FRESH_MS } from '../reading/negotiation.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const proxyProtocolMismatch = defineCause({
  id: 'proxy-protocol-mismatch',
  title: 'A balancer sends a PROXY header that sshd does not understand',
  needs: ['sshd-log', 'identity', 'host'],
  also: ['kex', 'client'],
  recognise: ({ 'sshd-log': log, identity, host, kex, client }) => {
    const recent = log.lines.filter((line) => ageMs(line, identity.now) <= FRESH_MS)
    const header = recent.findLast(({ text }) => headerIn(text) !== undefined)
    const sender = recent.map(({ text }) => SENDER.exec(text)?.[1]).findLast((address) => address !== undefined)
    const complained = complaintOf(kex)
    const isTheirs = client !== undefined && headerIn(header?.text ?? '')?.source === client.address
    // Scanners send such lines too: one counts when we met the same, or when it names the person.
    if (!complained && !isTheirs) return undefined
    return {
      confidence: complained && header ? 'proven' : 'likely',
      summary: header
        ? `${sender ?? 'A balancer'} begins connections with “${headerIn(header.text)?.text}”, and sshd of ${host.name} takes that for a broken client.`
        : `What reaches sshd of ${host.name} first is not the client's own greeting: ${sender ?? 'something in front'} puts other bytes before it. Balancers do that with PROXY protocol switched on.`,
      evidence: [
        ...(complained ? quoteProbe('kex', `instead of a packet: ${complained}`) : []),
        ...quoteLines(log, (line) =>
          /client sent invalid protocol identifier|banner exchange: .*: invalid format$/.test(line),
        ),
      ],
      advice: `Switch PROXY protocol off for the SSH port of the balancer${sender ? ` (${sender})` : ''}: sshd has no support for it. haproxy: no send-proxy on the server line; AWS NLB: proxy_protocol_v2.enabled=false`,
      affects: complained ? 'everybody' : 'client',
    }
  },
  suspicion: {
    needs: ['kex', 'host'],
    recognise: ({ kex, host }) => {
      const complained = complaintOf(kex)
      if (!complained) return undefined
      return {
        confidence: 'likely',
        summary: `sshd of ${host.name} did not get our greeting as we sent it: something between puts other bytes before it, as balancers do with PROXY protocol switched on.`,
        evidence: quoteProbe('kex', `instead of a packet: ${complained}`),
        advice:
          'Look at the balancer in front: PROXY protocol has to be off for SSH. On the console: sudo journalctl -t sshd -t sshd-session -n 50 | grep -iE "protocol identifier|invalid format"',
        affects: 'everybody',
      }
    },
  },
  decide: () =>
    `sudo journalctl -t sshd -t sshd-session --since -15min | grep -iE 'invalid protocol identifier|invalid format'`,
})

const complaintOf = (kex: Answered<'kex'> | undefined): string | undefined =>
  kex?.outcome === 'closed' ? kex.complaint : undefined

const ageMs = ({ at }: LogLine, now: string): number => Date.parse(now) - Date.parse(at)

/** The header that sshd quotes: `PROXY TCP4 203.0.113.7 10.0.0.5 51234 22`. The second version of it is binary. */
function headerIn(text: string): { text: string; source: string } | undefined {
  const [, quoted, source] =
    /^(?:error: )?kex_exchange_identification: client sent invalid protocol identifier "(PROXY TCP[46] ([0-9a-fA-F.:]{2,45}) [0-9a-fA-F.: ]{4,70})/.exec(
      text,
    ) ?? []
  return quoted && source ? { text: quoted.trim(), source } : undefined
}

const SENDER = /^(?:error: )?banner exchange: Connection from (?:::ffff:)?([0-9a-f.:]+) port \d+: invalid format$/
