import type { ConnectAttempt } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { describeAnswer } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

/** The first SYN may be lost; after this time a second one has gone unanswered too. */
const LONGER_THAN_A_LOSS_MS = 1_000

export const dnsAaaaBrokenV6 = defineCause({
  id: 'dns-aaaa-broken-v6',
  title: 'The name has an IPv6 address that does not answer',
  needs: ['resolve', 'connect', 'host', 'vantage'],
  recognise: ({ resolve, connect, host, vantage }) => {
    if (resolve.outcome !== 'resolved' || resolve.literal) return undefined
    const works = connect.attempts.find(({ family, outcome }) => family === 4 && outcome === 'connected')
    const [silent] = connect.attempts.filter(isSilentV6)
    if (!works || !silent) return undefined
    return {
      confidence: 'proven',
      summary: `${host.address} has the IPv6 address ${silent.address}, where nothing answers ${vantage}; ssh tries that first and waits, up to two minutes, before it comes in over ${works.address}.`,
      evidence: quoteProbe('connect', [silent, works].map((one) => lineOf(one, connect.port)).join('\n')),
      advice: `Until it is mended: ssh -4 … (or “AddressFamily inet” in ssh_config). Then open IPv6 on the host and on the way to it, or remove the AAAA record of ${host.address}`,
      affects: 'vantage',
    }
  },
  sparesShell: true,
  decide: ({ host }) => `getent ahosts ${host.address}; ssh -6 -v -p ${host.port} ${host.address} true`,
})

const isSilentV6 = (attempt: ConnectAttempt): boolean =>
  attempt.family === 6 &&
  attempt.ms >= LONGER_THAN_A_LOSS_MS &&
  (attempt.outcome === 'timed-out' || attempt.outcome === 'unreachable')

const lineOf = (attempt: ConnectAttempt, port: number) =>
  `TCP ${attempt.address} port ${port}: ${describeAnswer(attempt)} after ${attempt.ms} ms`
