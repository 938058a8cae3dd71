import type { App } from '@slack/bolt'

const REMEMBERED = 1_000

/**
 * Slack delivers a click, a shortcut or an event again when our acknowledgement got lost; its first delivery is answered
 * already, or soon. What is answered by the acknowledgement itself, a command or a submission, is handled again: that answer
 * got lost as well.
 */
export function hearOnce(app: App): void {
  const first = firstTimes()
  app.use(async ({ body, next, ...rest }) => {
    const id = idOf(body)
    if (id === undefined || first(id)) return next()
    return 'ack' in rest ? rest.ack?.() : undefined
  })
}

/** What stays the same when Slack repeats itself; undefined for what is handled each time. */
function idOf(body: object): string | undefined {
  if (!('type' in body)) return undefined
  const isAct = body.type === 'block_actions' || body.type === 'message_action'
  if (isAct && 'trigger_id' in body) return String(body.trigger_id)
  return body.type === 'event_callback' && 'event_id' in body ? String(body.event_id) : undefined
}

/** Whether something is seen for the first time. The oldest is forgotten first. */
export function firstTimes(): (id: string) => boolean {
  const seen = new Set<string>()
  return (id) => {
    if (seen.has(id)) return false
    seen.add(id)
    const [oldest] = seen
    if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest)
    return true
  }
}
