/** What became of a request to the webhook. */
export const WEBHOOK_OUTCOMES = ['taken', 'unauthorised', 'too-large', 'not-understood', 'redis-away'] as const
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number]
