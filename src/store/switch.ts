import type { Redis } from 'ioredis'
import { z } from 'zod'
import { PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

const KEY = `${PREFIX}:switch`

/** Whether hosts may be changed at all: who said so, and when it was last confirmed. */
const switchState = z.strictObject({
  paused: z.boolean(),
  by: z.strictObject({ id: z.string(), name: z.string().optional() }),
  reason: z.string().optional(),
  /** When it was said; a later word goes before an earlier one. */
  since: z.iso.datetime(),
  /** When the bot confirmed it last. */
  at: z.iso.datetime(),
})
export type SwitchState = z.infer<typeof switchState>

/** The state as it lies in Redis: its bytes, and the bot's seal on them; '' where nobody could seal it. */
const switchRecord = z.strictObject({ text: z.string(), seal: z.string(), keyId: z.string() })
export type SwitchRecord = z.infer<typeof switchRecord>

/** Only over what was read: two bots confirm at the same time as one of them is told to pause. */
const REPLACE = `
  if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2])
  return 1`

/** What lies there as it was read, and as far as it can be understood. */
export interface FoundSwitch {
  raw: string
  record: SwitchRecord | undefined
}

/** Replaces what was found; false when it is another one by now. */
export async function replaceSwitch(redis: Redis, { raw }: FoundSwitch, record: SwitchRecord): Promise<boolean> {
  return (await redis.eval(REPLACE, 1, KEY, raw, JSON.stringify(record))) === 1
}

export async function readSwitch(redis: Redis): Promise<FoundSwitch> {
  const raw = (await redis.get(KEY)) ?? ''
  return { raw, record: understood(switchRecord, raw) }
}

/** What a record says, whoever wrote it. */
export const saidBy = ({ text }: SwitchRecord): SwitchState | undefined => understood(switchState, text)

/** How far from now by this machine's clock, in ms, a bot last confirmed it, which it does every five seconds; infinite where none ever did. */
export const unconfirmedMs = (said: SwitchState | undefined): number =>
  said ? Math.abs(Date.now() - Date.parse(said.at)) : Number.POSITIVE_INFINITY
