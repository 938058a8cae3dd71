import type { App, MessageShortcut } from '@slack/bolt'
import { orApology } from './answer.ts'
import { sshCheck } from './commands/ssh-check.ts'
import type { BotContext } from './context.ts'
import { mention } from './events/mention.ts'
import { firstTimes } from './hear-once.ts'
import { onCommand } from './on-command.ts'
import { onSubmit } from './on-submit.ts'
import { CHECK_MESSAGE, checkMessage } from './shortcuts/check-message.ts'
import { CHECK_STEP, checkStep } from './steps/check-step.ts'
import { tell, whisper } from './tell.ts'
import { CHECK_FORM, HOST_PICKER, parseFormMetadata } from './views/check-form.ts'
import { submitCheckForm } from './views/submit-check-form.ts'
import { suggestHosts } from './views/suggest-hosts.ts'

/** The ways in which people ask for a check. All of them end in `ask`, so the same rules hold for each. */
export function addWaysIn(app: App, context: BotContext): void {
  onMention(app, context)
  onShortcut(app, context)
  onSuggestion(app, context)
  onForm(app, context)
  onStep(app, context)
}

/** It is first in line, before all listeners: in an outage people type their commands all at once. */
export function addCommand(app: App, context: BotContext): void {
  onCommand(app, '/ssh-check', async ({ command, ack, client }) => {
    const told = await orApology(context.log, () => sshCheck(command, context, client))
    await ack(told === undefined ? undefined : { response_type: 'ephemeral', text: told })
  })
}

function onMention(app: App, context: BotContext): void {
  const first = firstTimes()
  app.event('app_mention', async ({ event, body, client }) => {
    const told = await orApology(context.log, () => mention(event, body.event_id, first, context))
    if (told === undefined || !event.user) return
    await whisper(told, { userId: event.user, channel: event.channel, threadTs: event.thread_ts }, client)
  })
}

function onShortcut(app: App, context: BotContext): void {
  app.shortcut<MessageShortcut>({ callback_id: CHECK_MESSAGE, type: 'message_action' }, async (args) => {
    const { shortcut, ack } = args
    await ack()
    const told = await orApology(context.log, () => checkMessage(shortcut, context, args.client))
    if (told !== undefined) await tell(told, { userId: shortcut.user.id, channel: shortcut.channel.id }, args, context)
  })
}

/** A picker can show nothing but options: where we fail it stays empty, and the log says why. */
function onSuggestion(app: App, context: BotContext): void {
  app.options<'block_suggestion'>({ action_id: HOST_PICKER, type: 'block_suggestion' }, async ({ options, ack }) => {
    const { value, user, view } = options
    try {
      const metadata = parseFormMetadata(view?.private_metadata ?? '')
      await ack({ options: await suggestHosts(value, user.id, metadata, context) })
    } catch (error) {
      context.log.error({ err: error }, 'no hosts could be suggested')
      await ack({ options: [] })
    }
  })
}

function onForm(app: App, context: BotContext): void {
  onSubmit(app, context, CHECK_FORM, ({ userId, view }) => {
    const metadata = parseFormMetadata(view.private_metadata)
    return submitCheckForm({ userId, viewId: view.id, metadata, state: view.state?.values }, context)
  })
}

/** The step goes on until its check ends: whoever posts the answer ends it. */
function onStep(app: App, context: BotContext): void {
  app.function(CHECK_STEP, async ({ inputs, event, fail }) => {
    const refused = await orApology(context.log, () => checkStep(inputs, event.function_execution_id, context))
    if (refused !== undefined) await fail({ error: refused })
  })
}
