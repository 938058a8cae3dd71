import { z } from 'zod'
import { channelId, timeOfDayInUtc, weekday } from './words.ts'

const port = z.int().min(1).max(65_535)
const bind = z.string().min(1).default('127.0.0.1').describe('Address to listen on; this machine alone by default')

/** Where bot and workers serve `/metrics`, `/healthz` and `/readyz`. */
export const metricsSchema = z.strictObject({
  port: port.default(9_522).describe('SSH_MEDIC_METRICS_PORT goes before it, where bot and worker share this file'),
  bind,
})

/** Where the bot takes alerts of another monitoring. */
export const webhookSchema = z.strictObject({
  port: port.default(9_523),
  bind,
  tokenFile: z
    .string()
    .optional()
    .describe('Holds the token that senders must know, 16 characters or more; SSH_MEDIC_WEBHOOK_TOKEN goes before it'),
  channel: channelId.describe('For hosts that nothing under `watch` names, and those that are not in the inventory'),
})

/** The weekly digest. */
export const digestSchema = z.strictObject({
  channel: channelId,
  day: weekday.default('mon'),
  at: timeOfDayInUtc.default('09:00'),
})
export type DigestSettings = z.infer<typeof digestSchema>
