import { traceOfEvidence } from '../causes/reading/trace-evidence.ts'
import type { Address } from '../domain/address.ts'
import type { Evidence } from '../domain/evidence.ts'
import { type TraceReport, toTraceReport } from '../report/trace.ts'
import { toTraceText } from '../report/trace-text.ts'
import { evidenceIn } from './evidence-file.ts'
import { EXIT, Stop } from './exit.ts'
import { gather } from './gather.ts'
import { hasColor } from './print.ts'
import { clientOf } from './target.ts'

interface Options {
  from?: string
  port?: number
  config?: string
  json?: boolean
}

/** `ssh-medic trace`: what the host's rules do with a client's first packet. Returns the exit status. */
export async function trace(name: string, options: Options): Promise<number> {
  const { evidence, from } = await subjectOf(name, options)
  const report = toTraceReport(from, traceOfEvidence(evidence, from), evidence)
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : toTraceText(report, terminal()))
  return STATUSES[report.verdict]
}

const STATUSES: Record<TraceReport['verdict'], number> = {
  accepted: EXIT.ok,
  'kept-out': EXIT.fault,
  undetermined: EXIT.cannotTell,
}

/** What is piped into other programs keeps its lines. */
const terminal = () => ({ color: hasColor(), columns: process.stdout.columns ?? Number.POSITIVE_INFINITY })

async function subjectOf(name: string, options: Options): Promise<{ evidence: Evidence; from: Address }> {
  const client = clientOf(options.from)
  if (isFile(name)) return ofFile(evidenceIn(name), client, options.port)
  if (!client) throw new Stop(EXIT.usage, 'whose packet? Add --from with the address that the person connects from')
  const { port, config } = options
  return { evidence: await gather(name, { client, port, config }), from: client }
}

const isFile = (name: string): boolean => name === '-' || name.endsWith('.json')

function ofFile(evidence: Evidence, client: Address | undefined, port = evidence.host.port) {
  const from = client ?? evidence.client?.address
  if (!from) throw new Stop(EXIT.usage, 'the evidence names no client: add --from with the address of one')
  return { evidence: { ...evidence, host: { ...evidence.host, port } }, from }
}
