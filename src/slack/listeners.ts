import type { AllMiddlewareArgs, App, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { approve, deny, reviewRequest } from './actions/approve.ts'
import { carryOut } from './actions/carry-out.ts'
import { type Click, clickOf } from './actions/click.ts'
import { breakGlass, type ClickInView, dryRun } from './actions/in-view.ts'
import { preview } from './actions/preview.ts'
import { recheck } from './actions/recheck.ts'
import { apologyFor } from './answer.ts'
import { sshCheck } from './commands/ssh-check.ts'
import type { BotContext } from './context.ts'
import { onCommand } from './on-command.ts'
import { filledIn } from './views/inputs.ts'
import { APPROVE, BREAK_GLASS, CARRY_OUT, DRY_RUN, parseMetadata, sayingView } from './views/preview.ts'

/** Messages outlive the version that posted them. */
const UNKNOWN_BUTTON =
  'This button is of another version of ssh-medic and does nothing any more: run `/ssh-check` again.'

type Clicked = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs

/** Ties what people do in Slack to its handlers. Each gets exactly one answer, also when we fail. */
export function addListeners(app: App, context: BotContext): void {
  onCommand(app, '/ssh-check', async ({ command, ack }) => {
    const told = await orApology(context, () => sshCheck(command, context))
    await ack(told === undefined ? undefined : { response_type: 'ephemeral', text: told })
  })
  hearOnce(app)
  onClick(app, context, /^offer:/, (click, { client }) => preview(click, context, client))
  onClick(app, context, /^recheck:/, (click) => recheck(click, context))
  onClick(app, context, /^approve:/, (click, { client }) => reviewRequest(click, context, client))
  onClick(app, context, /^deny:/, (click) => deny(click, context))
  onClickInView(app, context, DRY_RUN, (inside) => dryRun(inside, context))
  onClickInView(app, context, BREAK_GLASS, (inside) => breakGlass(inside, context))
  onClick(app, context, /^(?!offer:|recheck:|approve:|deny:|dry-run$|break-glass$)/, async () => UNKNOWN_BUTTON)
  onSubmit(app, context, CARRY_OUT, carryOut)
  onSubmit(app, context, APPROVE, approve)
}

const REMEMBERED = 1_000

/**
 * Slack delivers a click again when our acknowledgement got lost; its first delivery is answered already, or soon. What is
 * answered by the acknowledgement itself, a command or a submission, is handled again: that answer got lost as well.
 */
function hearOnce(app: App): void {
  const heard = new Set<string>()
  app.use(async ({ body, next, ...rest }) => {
    const isClick = 'type' in body && body.type === 'block_actions' && 'trigger_id' in body
    const trigger = isClick ? String(body.trigger_id) : ''
    if (trigger === '') return next()
    if (heard.has(trigger)) return 'ack' in rest ? rest.ack?.() : undefined
    remember(heard, trigger)
    return next()
  })
}

/** The oldest is forgotten first. */
function remember(heard: Set<string>, trigger: string): void {
  heard.add(trigger)
  const [oldest] = heard
  if (heard.size > REMEMBERED && oldest !== undefined) heard.delete(oldest)
}

function onSubmit(app: App, context: BotContext, callbackId: string, handle: typeof carryOut): void {
  app.view({ callback_id: callbackId, type: 'view_submission' }, async ({ ack, body, view }) => {
    const filled = filledIn(view.state?.values)
    const metadata = () => parseMetadata(view.private_metadata)
    const told = await orApology(context, () => handle(body.user.id, metadata(), filled, context))
    if (told === undefined) return ack()
    if (typeof told === 'string') return ack({ response_action: 'update', view: sayingView(told) })
    return ack({ response_action: 'errors', errors: told.errors })
  })
}

/** A click within a modal is answered by the modal itself, drawn again. */
function onClickInView(
  app: App,
  context: BotContext,
  action: string,
  handle: (inside: ClickInView) => Promise<ModalView>,
): void {
  app.action<BlockAction<ButtonAction>>(action, async ({ ack, body, client }) => {
    await ack()
    const { view } = body
    if (!view) return context.log.warn({ action }, 'a click came without its modal')
    const inside = { userId: body.user.id, metadata: view.private_metadata, trigger: body.trigger_id }
    const shown = await handle(inside).catch((error: unknown) => {
      context.log.error({ err: error }, 'a click in a modal could not be handled')
      return sayingView(apologyFor(error))
    })
    await client.views.update({ view_id: view.id, view: shown })
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
async function orApology<T>(context: BotContext, handle: () => Promise<T>): Promise<T | string> {
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
