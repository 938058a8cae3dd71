import type { z } from 'zod'

/** What a text of Redis says, when it is JSON of that shape; undefined for anything else, whoever wrote it. */
export function understood<T>(shape: z.ZodType<T>, text: string | null | undefined): T | undefined {
  try {
    return shape.safeParse(JSON.parse(text ?? '')).data
  } catch {
    return undefined
  }
}
