import { z } from 'zod'

/** Who asked: a Slack user, and the id is what the policy knows. */
export const person = z.strictObject({ id: z.string(), name: z.string().optional() })
export type Person = z.infer<typeof person>

/** A check to run, put on `check.<vantage>`. The run's id is also the id of its thread and of the job: adding it twice adds one. */
export const checkJob = z.strictObject({
  runId: z.string(),
  host: z.string(),
  client: z.string().optional(),
  user: z.string().optional(),
  port: z.int().min(1).max(65_535).optional(),
  /** The client's address was not given but remembered: since then. */
  addressToldAt: z.iso.datetime().optional(),
  requestedBy: person,
  requestedAt: z.iso.datetime(),
})
export type CheckJob = z.infer<typeof checkJob>

/** What a signature covers: everything that makes an action what it is. */
export const order = z.strictObject({
  id: z.string(),
  runId: z.string(),
  host: z.string(),
  vantage: z.string(),
  remedy: z.string(),
  args: z.record(z.string(), z.string()),
  direction: z.enum(['do', 'undo']),
  requestedBy: person,
  approvedBy: z.array(person),
  /** Why, in the asker's words. */
  reason: z.string().max(1_000).optional(),
  /** Whether the approvals that the policy demands were left out, loudly. */
  brokeGlass: z.literal(true).optional(),
  /** Only to look: nothing is to be changed. */
  dryRun: z.literal(true).optional(),
  /** The digest of the evidence that the remedy was offered on. */
  evidence: z.string().optional(),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type Order = z.infer<typeof order>

/** An order as it travels through Redis: the exact bytes that were signed (JSON), and the ed25519 signature in base64. */
export const actionJob = z.strictObject({
  signed: z.string().max(16_384),
  signature: z.string().max(256),
  keyId: z.string(),
})
export type ActionJob = z.infer<typeof actionJob>
