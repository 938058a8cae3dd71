import type { AllMiddlewareArgs, App, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt'
import { carryOut } from './actions/carry-out.ts'
import { type Click, clickOf } from './actions/click.ts'
import { preview } from './actions/preview.ts'
import { recheck } from './actions/recheck.ts'
import { apologyFor } from './answer.ts'
import { sshCheck } from './commands/ssh-check.ts'
import type { BotContext } from './context.ts'
import { CARRY_OUT, parseMetadata, sayingView } from './views/preview.ts'

/** Messages outlive the version that posted them. */
const UNKNOWN_BUTTON =
  'This button is of another version of ssh-medic and does nothing any more: run `/ssh-check` again.'

type Clicked = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs

/** Ties what people do in Slack to its handlers. Each gets exactly one answer, also when we fail. */
export function addListeners(app: App, context: BotContext): void {
  app.command('/ssh-check', async ({ command, ack }) => {
    const told = await orApology(context, () => sshCheck(command, context))
    await ack(told === undefined ? undefined : { response_type: 'ephemeral', text: told })
  })
  onClick(app, context, /^offer:/, (click, { client }) => preview(click, context, client))
  onClick(app, context, /^recheck:/, (click) => recheck(click, context))
  onClick(app, context, /^(?!offer:|recheck:)/, async () => UNKNOWN_BUTTON)
  app.view({ callback_id: CARRY_OUT, type: 'view_submission' }, async ({ ack, body, view }) => {
    const told = await orApology(context, () => carryOut(body.user.id, parseMetadata(view.private_metadata), context))
    await (told === undefined ? ack() : ack({ response_action: 'update', view: sayingView(told) }))
  })
}

function onClick(
  app: App,
  context: BotContext,
  action: RegExp,
  handle: (click: Click, args: Clicked) => Promise<string | undefined>,
): void {
  app.action<BlockAction<ButtonAction>>(action, async (args) => {
    await args.ack()
    const click = clickOf(args.body, args.action)
    if (!click) return context.log.warn({ action: args.action.action_id }, 'a click came without a channel')
    const told = await orApology(context, () => handle(click, args))
    if (told !== undefined) await tell(told, click, args, context)
  })
}

/** What the handler says, or an apology when it failed. */
async function orApology(context: BotContext, handle: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await handle()
  } catch (error) {
    context.log.error({ err: error }, 'a command or click could not be handled')
    return apologyFor(error)
  }
}

/** Tells one person, by the click's own reply address; where that fails, by an ephemeral message. */
async function tell(text: string, click: Click, { respond, client }: Clicked, { log }: BotContext): Promise<void> {
  const thread = click.inThread ? { thread_ts: click.threadTs } : {}
  try {
    await respond({ response_type: 'ephemeral', replace_original: false, text, ...thread })
  } catch (error) {
    log.warn({ err: error }, 'a click could not be answered at its reply address')
    await client.chat.postEphemeral({ channel: click.channel, user: click.userId, text, ...thread })
  }
}
