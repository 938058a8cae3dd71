import type { LogLine } from '../../domain/inside.ts'
import { defineCause } from '../define.ts'
import { namesAddress, quoteLines, quoteProbe } from '../reading/quote.ts'

/** PerSourcePenalties caps at 10 min by default (sshd_config(5), max:600). */
const LONGEST_PENALTY_MS = 600_000
const FRESH_MS = 60_000

export const persourcePenalties = defineCause({
  id: 'persource-penalties',
  title: 'sshd turns the client away after earlier failures',
  needs: ['sshd-log', 'client', 'identity'],
  recognise: ({ 'sshd-log': log, client, identity }) => {
    const drops = log.lines.filter(({ text }) => isPenalty(text) && namesAddress(text, client.address))
    const last = drops.at(-1)
    const agoMs = last ? ageMs(last, identity.now) : Number.POSITIVE_INFINITY
    if (!last || agoMs > LONGEST_PENALTY_MS) return undefined
    return {
      confidence: agoMs <= FRESH_MS ? 'proven' : 'likely',
      summary: `sshd refuses ${client.address} for a while, as a penalty: ${reasonOf(last.text)}.`,
      evidence: quoteLines(log, (line) => isPenalty(line) && namesAddress(line, client.address)),
      advice: `Wait up to 10 min without trying; find what keeps failing from ${client.address}. Standing: PerSourcePenaltyExemptList`,
      affects: 'client',
    }
  },
  suspicion: {
    needs: ['banner', 'host'],
    recognise: ({ banner, host }) => {
      if (banner.outcome !== 'refusal-text' || !/not allowed at this time/i.test(banner.text)) return undefined
      return {
        confidence: 'proven',
        summary: `sshd of ${host.name} answers this vantage “Not allowed at this time”: a penalty for earlier connections from it that failed.`,
        evidence: quoteProbe('banner', banner.text),
        advice: 'Wait up to 10 min without trying. Standing: add this vantage to PerSourcePenaltyExemptList',
        affects: 'vantage',
      }
    },
  },
  decide: ({ client }) =>
    `sudo journalctl -t sshd -t sshd-session --since -30min | grep 'penalty' | grep ${client?.address ?? 'ADDRESS'}`,
})

const isPenalty = (text: string) => /drop connection .* penalty: /.test(text)
const reasonOf = (text: string) => /penalty: (.*)$/.exec(text)?.[1]?.trim() ?? 'earlier connections failed'
const ageMs = ({ at }: LogLine, now: string) => Date.parse(now) - Date.parse(at)
