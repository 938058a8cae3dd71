import { z } from 'zod'
import { offeredRemedy } from './report.ts'

const facts = z.record(z.string(), z.unknown())

/** What `fix --json` prints; published as schema/action.schema.json. */
export const actionSchema = z.object({
  schema: z.literal('ssh-medic/action@1'),
  orderId: z.string(),
  remedy: z.string(),
  args: z.record(z.string(), z.string()),
  direction: z.enum(['do', 'undo']),
  host: z.string(),
  command: z.string().describe('The command lines as they were run, or would be'),
  outcome: z.enum(['verified', 'not-fixed', 'inconclusive', 'nothing-to-do', 'refused']),
  detail: z.string(),
  undo: z.object({ command: z.string() }).optional(),
  next: offeredRemedy.optional().describe('The step that may follow, such as keeping the change after a restart'),
  dryRun: z.literal(true).optional(),
  before: facts.optional(),
  after: facts.optional(),
  ran: z
    .array(z.object({ command: z.string(), exit: z.int().nullable(), outputSha256: z.string() }))
    .optional()
    .describe('Every command that was run on the host, in order'),
  timedUndo: z
    .object({ name: z.string(), command: z.string(), state: z.enum(['armed', 'cancelled']) })
    .optional()
    .describe('What the host was told to run by itself unless called off'),
  requestedBy: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  at: z.string(),
})
