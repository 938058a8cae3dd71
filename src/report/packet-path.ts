import { traceOfEvidence } from '../causes/reading/trace-evidence.ts'
import type { Diagnosed } from '../domain/diagnosis.ts'
import { toTraceReport } from './trace.ts'
import { toTraceText } from './trace-text.ts'

/** Narrow enough for a phone. */
const COLUMNS = 64

/** The way of the client's packet through the host's rules, in words, where a rule is what the answer stands on. */
export function packetPathOf({ evidence, diagnosis }: Diagnosed): string | undefined {
  const { client } = evidence
  const [answer] = diagnosis.findings
  if (!client || !answer?.evidence.some(({ observation }) => observation === 'firewall')) return undefined
  const traced = traceOfEvidence(evidence, client.address)
  if ('because' in traced) return undefined
  const report = toTraceReport(client.address, traced, evidence)
  return report.verdict === 'accepted' ? undefined : toTraceText(report, { color: false, columns: COLUMNS }).trimEnd()
}
