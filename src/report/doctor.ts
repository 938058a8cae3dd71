import { z } from 'zod'

/** What one look at one prerequisite says: `skipped` where it does not belong, or where what it needs is away. */
const resultSchema = z.object({
  exam: z.string().describe('Which check this is'),
  title: z.string(),
  state: z.enum(['right', 'wrong', 'note', 'skipped']),
  what: z.string(),
  mend: z.string().optional().describe('What to do; always there when something is wrong'),
  away: z.literal(true).optional().describe('A service that is needed does not answer'),
})

/** What `doctor --json` prints; published as schema/doctor.schema.json. */
export const doctorSchema = z.object({
  schema: z.literal('ssh-medic/doctor@1'),
  version: z.string(),
  at: z.string(),
  examinedAs: z.array(z.enum(['bot', 'worker'])),
  results: z.array(resultSchema),
})
export type DoctorReport = z.infer<typeof doctorSchema>
export type ExamResult = z.infer<typeof resultSchema>
