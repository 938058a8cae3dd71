import { z } from 'zod'
import type { Diagnosed } from '../domain/diagnosis.ts'

const proof = z.object({
  observation: z.string().describe('The observation that says so'),
  quote: z.string().describe('Verbatim, as the probe or the host gave it'),
  command: z.string().optional().describe('The command that printed the quote'),
})

export const offeredRemedy = z.object({
  id: z.string(),
  title: z.string(),
  args: z.record(z.string(), z.string()),
  risk: z.enum(['safe', 'careful', 'dangerous']),
  command: z.string().describe('The command line that the remedy runs on the host'),
})

const finding = z.object({
  cause: z.string(),
  title: z.string(),
  confidence: z.enum(['proven', 'likely', 'possible']),
  summary: z.string(),
  evidence: z.array(proof),
  remedies: z.array(offeredRemedy),
  advice: z.string().optional(),
  affects: z
    .enum(['client', 'everybody', 'user', 'vantage', 'unlisted'])
    .optional()
    .describe('`unlisted`: everybody whom no rule lets in, though some get in'),
  since: z.string().optional(),
  maskedBy: z.string().optional().describe('The cause that hides this one'),
})

const untested = z.object({
  cause: z.string(),
  because: z.string(),
  decide: z.string().describe('The command that would decide'),
})

const observation = z.looseObject({
  observation: z.string(),
  outcome: z.string().describe('What was answered; `skipped` and `crashed` mean not answered'),
  at: z.string(),
  ms: z.number(),
})

/** What `check --json` and `diagnose --json` print; published as schema/report.schema.json. */
export const reportSchema = z.object({
  schema: z.literal('ssh-medic/report@1'),
  runId: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  host: z.object({ name: z.string(), address: z.string(), port: z.int() }),
  client: z.object({ address: z.string() }).optional(),
  user: z.string().optional(),
  vantage: z.string(),
  verdict: z.enum(['healthy', 'faulty', 'undetermined']),
  findings: z.array(finding).describe('The first one is the answer'),
  ruledOut: z.array(z.string()),
  untested: z.array(untested),
  observations: z.array(observation),
})
export type Report = z.input<typeof reportSchema>

export function toReport({ evidence, diagnosis }: Diagnosed): Report {
  const { runId, startedAt, durationMs, host, client, user, vantage, observations } = evidence
  const subject = { runId, startedAt, durationMs, host, ...(client && { client }), ...(user && { user }), vantage }
  return {
    schema: 'ssh-medic/report@1',
    ...subject,
    ...diagnosis,
    observations: observations.map((one) => ({ ...one })),
  }
}
