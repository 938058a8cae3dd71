import { defineCause } from '../define.ts'
import { isPenaltyOf, LONGEST_PENALTY_MS } from '../reading/penalties.ts'
import { quoteProbe } from '../reading/quote.ts'
import { ageMs, FRESH_MS, quoteNewest } from '../reading/recent-lines.ts'
import { serviceOf } from '../reading/units.ts'

export const persourcePenalties = defineCause({
  id: 'persource-penalties',
  title: 'sshd turns the client away after earlier failures',
  needs: ['sshd-log', 'client', 'identity', 'host'],
  also: ['units'],
  recognise: ({ 'sshd-log': log, client, identity, units, host }) => {
    const drops = log.lines.filter(({ text }) => isPenaltyOf(text, client.address))
    const last = drops.at(-1)
    const agoMs = last ? ageMs(last, identity) : Number.POSITIVE_INFINITY
    if (!last || !(agoMs <= LONGEST_PENALTY_MS)) return undefined
    const service = units && serviceOf(units)
    return {
      confidence: agoMs <= FRESH_MS ? 'proven' : 'likely',
      summary: `sshd refuses ${client.address} for a while, as a penalty: ${reasonOf(last.text)}.`,
      evidence: quoteNewest(log, drops, 6),
      advice: `Wait up to 10 min without trying; find what keeps failing from ${client.address}. Standing: PerSourcePenaltyExemptList`,
      affects: 'client',
      ...(service?.activeState === 'active' && {
        remedies: [{ id: 'penalties-clear', args: { ip: client.address, unit: service.id, port: String(host.port) } }],
      }),
    }
  },
  suspicion: {
    needs: ['banner', 'host'],
    recognise: ({ banner, host }) => {
      if (banner.outcome !== 'refusal-text' || !/not allowed at this time/i.test(banner.text)) return undefined
      return {
        // MaxStartups says the same words to everybody.
        confidence: 'possible',
        summary: `sshd of ${host.name} answers this vantage “Not allowed at this time”: a penalty for earlier connections from it that failed, or too many connections that wait to log in.`,
        evidence: quoteProbe('banner', banner.text),
        advice:
          'Wait up to 10 min without trying. On the console: sudo journalctl -t sshd -n 50 | grep "drop connection". Standing, for a penalty: add this vantage to PerSourcePenaltyExemptList',
        affects: 'vantage',
      }
    },
  },
  remedies: ['penalties-clear'],
  decide: ({ client }) =>
    `sudo journalctl -t sshd -t sshd-session --since -30min | grep 'penalty' | grep ${client?.address ?? 'ADDRESS'}`,
})

const reasonOf = (text: string) => /penalty: (.*)$/.exec(text)?.[1]?.trim() ?? 'earlier connections failed'
