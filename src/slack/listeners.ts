import type { AllMiddlewareArgs, App, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { approve, deny, reviewRequest } from './actions/approve.ts'
import { cancel } from './actions/cancel.ts'
import { carryOut } from './actions/carry-out.ts'
import { type Click, clickOf } from './actions/click.ts'
import { evidence } from './actions/evidence.ts'
import { breakGlass, type ClickInView, dryRun } from './actions/in-view.ts'
import { preview } from './actions/preview.ts'
import { recheck } from './actions/recheck.ts'
import { apologyFor, orApology } from './answer.ts'
import type { BotContext } from './context.ts'
import { hearOnce } from './hear-once.ts'
import { addHome } from './home/listen.ts'
import { tell } from './tell.ts'
import { filledIn } from './views/inputs.ts'
import { APPROVE, BREAK_GLASS, CARRY_OUT, DRY_RUN, parseMetadata, sayingView } from './views/preview.ts'
import { addCommand, addWaysIn } from './ways-in.ts'

/** Messages outlive the version that posted them. */
const UNKNOWN_BUTTON =
  'This button is of another version of ssh-medic and does nothing any more: run `/ssh-check` again.'

type Clicked = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs

/** Ties what people do in Slack to its handlers. Each gets exactly one answer, also when we fail. */
export function addListeners(app: App, context: BotContext): void {
  addCommand(app, context)
  hearOnce(app)
  addWaysIn(app, context)
  addHome(app, context)
  onClick(app, context, /^offer:/, (click, { client }) => preview(click, context, client))
  onClick(app, context, /^recheck:/, (click) => recheck(click, context))
  onClick(app, context, /^evidence:/, (click) => evidence(click, context))
  onClick(app, context, /^cancel:/, (click) => cancel(click, context))
  onClick(app, context, /^approve:/, (click, { client }) => reviewRequest(click, context, client))
  onClick(app, context, /^deny:/, (click) => deny(click, context))
  onClickInView(app, context, DRY_RUN, (inside) => dryRun(inside, context))
  onClickInView(app, context, BREAK_GLASS, (inside) => breakGlass(inside, context))
  onClick(
    app,
    context,
    /^(?!home:|offer:|recheck:|evidence:|cancel:|approve:|deny:|dry-run$|break-glass$)/,
    async () => UNKNOWN_BUTTON,
  )
  onSubmit(app, context, CARRY_OUT, carryOut)
  onSubmit(app, context, APPROVE, approve)
}

function onSubmit(app: App, context: BotContext, callbackId: string, handle: typeof carryOut): void {
  app.view({ callback_id: callbackId, type: 'view_submission' }, async ({ ack, body, view }) => {
    const filled = filledIn(view.state?.values)
    const metadata = () => parseMetadata(view.private_metadata)
    const told = await orApology(context.log, () => handle(body.user.id, metadata(), filled, context))
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
    const told = await orApology(context.log, () => handle(click, args))
    const { inThread, threadTs, ...place } = click
    if (told !== undefined) await tell(told, { ...place, threadTs: inThread ? threadTs : undefined }, args, context)
  })
}
