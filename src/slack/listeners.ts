import type { AllMiddlewareArgs, App, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { actOnAlert } from './actions/alert.ts'
import { openAlertForm, submitAlertForm } from './actions/alert-form.ts'
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
import { onSubmit, type Submission } from './on-submit.ts'
import { tell } from './tell.ts'
import { ALERT_FORM } from './views/alert-form.ts'
import { filledIn } from './views/inputs.ts'
import { APPROVE, BREAK_GLASS, CARRY_OUT, DRY_RUN, parseMetadata, sayingView } from './views/preview.ts'
import { addCommand, addWaysIn } from './ways-in.ts'

/** The buttons of messages, by what their ids begin with. */
const BUTTONS: Record<string, typeof preview> = {
  offer: preview,
  recheck,
  evidence,
  cancel,
  approve: reviewRequest,
  deny,
  alert: actOnAlert,
  'alert-form': openAlertForm,
}

const BUTTONS_IN_VIEWS: Record<string, typeof dryRun> = { [DRY_RUN]: dryRun, [BREAK_GLASS]: breakGlass }

const OTHER_BUTTON = new RegExp(
  `^(?!${['home', ...Object.keys(BUTTONS)].map((name) => `${name}:`).join('|')}|(${Object.keys(BUTTONS_IN_VIEWS).join('|')})$)`,
)

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
  for (const [name, handle] of Object.entries(BUTTONS))
    onClick(app, context, new RegExp(`^${name}:`), (click, { client }) => handle(click, context, client))
  for (const [action, handle] of Object.entries(BUTTONS_IN_VIEWS))
    onClickInView(app, context, action, (inside) => handle(inside, context))
  onClick(app, context, OTHER_BUTTON, async () => UNKNOWN_BUTTON)
  onSubmit(app, context, CARRY_OUT, (submission) => decided(submission, carryOut, context))
  onSubmit(app, context, APPROVE, (submission) => decided(submission, approve, context))
  onSubmit(app, context, ALERT_FORM, (submission) => submitAlertForm(submission, context))
}

const decided = ({ userId, view }: Submission, handle: typeof carryOut, context: BotContext) =>
  handle(userId, parseMetadata(view.private_metadata), filledIn(view.state?.values), context)

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
