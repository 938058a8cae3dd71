import { z } from 'zod'

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
  ran: z
    .array(z.object({ command: z.string(), exit: z.int().nullable(), output: z.string().describe('SHA-256 of it') }))
    .optional(),
  dryRun: z.literal(true).optional(),
  before: facts.optional(),
  after: facts.optional(),
  requestedBy: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  at: z.string(),
})
