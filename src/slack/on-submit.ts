import type { App, ViewOutput } from '@slack/bolt'
import type { Answer } from './actions/carry-out.ts'
import { orApology } from './answer.ts'
import type { BotContext } from './context.ts'
import { sayingView } from './views/preview.ts'

export interface Submission {
  userId: string
  view: ViewOutput
}

/** A dialog that was submitted closes, says in its place what came of it, or shows complaints at their fields. */
export function onSubmit(
  app: App,
  { log }: BotContext,
  callbackId: string,
  handle: (submission: Submission) => Promise<Answer>,
): void {
  app.view({ callback_id: callbackId, type: 'view_submission' }, async ({ ack, body, view }) => {
    const told = await orApology(log, async () => handle({ userId: body.user.id, view }))
    if (told === undefined) return ack()
    if (typeof told === 'string') return ack({ response_action: 'update', view: sayingView(told) })
    return ack({ response_action: 'errors', errors: told.errors })
  })
}
