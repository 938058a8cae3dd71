import { randomUUID } from 'node:crypto'

const TRIGGER_MS = 3_000
const RESPONSE_MS = 30 * 60_000
const RESPONSE_USES = 5

type Refused = { refused: string }

/** Trigger ids, good once within three seconds, and response addresses, good five times within half an hour. */
export function createTickets(now: () => number) {
  const triggers = new Map<string, { user: string; until: number; used: boolean }>()
  const responses = new Map<string, { user: string; channel: string; threadTs?: string; until: number; uses: number }>()
  return {
    trigger: (user: string): string => {
      const id = `${now()}.${randomUUID()}`
      triggers.set(id, { user, until: now() + TRIGGER_MS, used: false })
      return id
    },
    takeTrigger: (id: string): { user: string } | Refused => {
      const trigger = triggers.get(id)
      if (!trigger) return { refused: 'invalid_trigger_id' }
      if (trigger.used) return { refused: 'exchanged_trigger_id' }
      if (now() > trigger.until) return { refused: 'expired_trigger_id' }
      trigger.used = true
      return { user: trigger.user }
    },
    response: (user: string, channel: string, threadTs?: string): string => {
      const id = randomUUID()
      responses.set(id, { user, channel, ...(threadTs && { threadTs }), until: now() + RESPONSE_MS, uses: 0 })
      return id
    },
    takeResponse: (id: string): { user: string; channel: string; threadTs?: string } | Refused => {
      const response = responses.get(id)
      if (!response || now() > response.until) return { refused: 'expired_url' }
      if (response.uses >= RESPONSE_USES) return { refused: 'used_url' }
      response.uses += 1
      return response
    },
  }
}

export type Tickets = ReturnType<typeof createTickets>
