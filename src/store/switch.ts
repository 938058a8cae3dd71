import type { Redis } from 'ioredis'
import { z } from 'zod'
import { PREFIX } from './redis-client.ts'

const KEY = `${PREFIX}:switch`

/** Whether hosts may be changed at all: who said so, and when it was last confirmed. */
export const switchState = z.strictObject({
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
const switchRecord = z.strictObject({ text: z.string(), seal: z.string(), keyId: z.string(), since: z.iso.datetime() })
export type SwitchRecord = z.infer<typeof switchRecord>

/** An earlier word never replaces a later one: two bots confirm at the same time as one of them is told to pause. */
const WRITE = `
  local held = redis.call('GET', KEYS[1])
  if held then
    local known, record = pcall(cjson.decode, held)
    if known and type(record) == 'table' and type(record.since) == 'string' and record.since > ARGV[2] then return 0 end
  end
  redis.call('SET', KEYS[1], ARGV[1])
  return 1`

export async function writeSwitch(redis: Redis, record: SwitchRecord): Promise<void> {
  await redis.eval(WRITE, 1, KEY, JSON.stringify(record), record.since)
}

/** Undefined when there is none, or none that can be read. */
export async function readSwitch(redis: Redis): Promise<SwitchRecord | undefined> {
  return parsed(switchRecord, await redis.get(KEY))
}

/** What a record says, whoever wrote it. */
export const saidBy = ({ text }: SwitchRecord): SwitchState | undefined => parsed(switchState, text)

function parsed<T>(shape: z.ZodType<T>, text: string | null): T | undefined {
  try {
    return text === null ? undefined : shape.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
