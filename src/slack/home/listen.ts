import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { apologyFor, orApology } from '../answer.ts'
import { closedHome, HOME_CHECK, HOME_REFRESH, homeView, readCheckValue, troubledHome } from '../blocks/home.ts'
import type { BotContext } from '../context.ts'
import { openCheckForm } from '../views/open-check-form.ts'
import { sayingView } from '../views/preview.ts'
import { gatherHome, nowWords } from './gather.ts'

/** The Home tab: drawn when somebody looks at it, and anew when they press a button. */
export function addHome(app: App, context: BotContext): void {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home') await publish({ userId: event.user, channel: event.channel }, context, client)
  })
  app.action<BlockAction<ButtonAction>>(HOME_REFRESH, async ({ ack, body, action, client }) => {
    await ack()
    await publish({ userId: body.user.id, ...readCheckValue(action.value ?? '') }, context, client)
  })
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${HOME_CHECK}:`), async ({ ack, body, action, client }) => {
    await ack()
    const { channel, host } = readCheckValue(action.value ?? '')
    const opening = { userId: body.user.id, channel, trigger: body.trigger_id, home: { host } }
    const told = await orApology(context.log, () => openCheckForm(opening, context, client))
    if (told !== undefined) await client.views.open({ trigger_id: body.trigger_id, view: sayingView(told) })
  })
}

/** Draws one person's tab. What it cannot show it says there. */
async function publish(
  { userId, channel }: { userId: string; channel: string },
  context: BotContext,
  client: WebClient,
): Promise<void> {
  const view = await viewFor(userId, channel, context)
  await client.views.publish({ user_id: userId, view })
}

async function viewFor(userId: string, channel: string, context: BotContext) {
  try {
    const home = await gatherHome(userId, channel, context)
    return 'refused' in home ? closedHome(home.refused) : homeView(home)
  } catch (error) {
    context.log.error({ err: error }, 'a Home tab could not be drawn')
    return troubledHome(apologyFor(error), { at: nowWords(), channel })
  }
}
